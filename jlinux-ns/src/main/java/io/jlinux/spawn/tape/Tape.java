package io.jlinux.spawn.tape;

import java.util.ArrayList;
import java.util.List;

/** A straight list of entries that ends in execve(2): all that a child will do. Immutable. */
public final class Tape {
    private final List<Step> steps;
    private final int words;

    Tape(List<Step> steps, int words) {
        this.steps = List.copyOf(steps);
        this.words = words;
    }

    public List<Step> steps() {
        return steps;
    }

    /** How many words its slots take. */
    int words() {
        return words;
    }

    /** The same tape with the entry {@code index} made to fail. For tests of what a failure leaves behind. */
    Tape withBroken(int index) {
        List<Step> broken = new ArrayList<>(steps);
        broken.set(index, steps.get(index).broken());
        return new Tape(broken, words);
    }

    /** One line an entry, numbered from {@code first} on. */
    public List<String> explain(int first) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) lines.add(String.format("%3d  %s", first + i, steps.get(i)));
        return lines;
    }
}
