package io.jlinux.spawn.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A straight list of entries that ends in execve(2): all that a child will do. Immutable. */
public final class Tape {
    private final List<Step> steps;
    private final int words;
    private final @Nullable Slot beside;

    Tape(List<Step> steps, int words, @Nullable Slot beside) {
        this.steps = List.copyOf(steps);
        this.words = words;
        this.beside = beside;
    }

    /** The place of a {@link TapeBuilder#beside}, or null. */
    @Nullable
    Slot beside() {
        return beside;
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
        return with(Map.of(index, steps.get(index).broken()));
    }

    /** The same tape with other entries in some places. */
    Tape with(Map<Integer, Step> others) {
        List<Step> changed = new ArrayList<>(steps);
        others.forEach(changed::set);
        return new Tape(changed, words, beside);
    }

    /** The same tape with the numbers of its descriptors in their place: these may be closed. */
    Tape withNumbers() {
        return new Tape(steps.stream().map(Step::withNumbers).toList(), words, beside);
    }

    /**
     * The same tape in a start of that name.
     *
     * @throws IllegalArgumentException when the placeholder is where no name may be
     */
    public Tape named(Naming naming) {
        Naming.check(this, naming.placeholder());
        return new Tape(steps.stream().map(s -> s.named(naming)).toList(), words, beside);
    }

    /** One line an entry, numbered from {@code first} on. */
    public List<String> explain(int first) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) lines.add(String.format("%3d  %s", first + i, steps.get(i)));
        return lines;
    }
}
