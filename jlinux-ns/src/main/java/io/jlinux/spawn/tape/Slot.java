package io.jlinux.spawn.tape;

/** A place for the result of one entry, which later entries can refer to. */
public final class Slot {
    final int index;
    final String label;

    Slot(int index, String label) {
        this.index = index;
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
