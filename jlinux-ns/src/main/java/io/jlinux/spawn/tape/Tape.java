package io.jlinux.spawn.tape;

import java.util.ArrayList;
import java.util.List;

/** A straight list of entries that ends in execve(2): all that a child will do. Immutable. */
public final class Tape {
    private final List<Step> steps;
    private final List<Slot> slots;

    Tape(List<Step> steps, List<Slot> slots) {
        this.steps = List.copyOf(steps);
        this.slots = List.copyOf(slots);
    }

    public List<Step> steps() {
        return steps;
    }

    int slotCount() {
        return slots.size();
    }

    /** The same tape with the entry {@code index} made to fail. For tests of what a failure leaves behind. */
    public Tape withBroken(int index) {
        List<Step> broken = new ArrayList<>(steps);
        broken.set(index, steps.get(index).broken());
        return new Tape(broken, slots);
    }

    /** One line an entry, numbered. */
    public List<String> explain() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) lines.add(String.format("%3d  %s", i, steps.get(i)));
        return lines;
    }
}
