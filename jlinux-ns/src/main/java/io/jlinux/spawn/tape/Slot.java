package io.jlinux.spawn.tape;

/** A place of one or more words for the result of an entry, which later entries can refer to. */
public final class Slot {
    final int index;
    final String label;

    Slot(int index, String label) {
        this.index = index;
        this.label = label;
    }

    /** One word of a place of several, as a place of its own. */
    public Slot word(int i) {
        return new Slot(index + i, label + "[" + i + "]");
    }

    @Override
    public String toString() {
        return label;
    }
}
