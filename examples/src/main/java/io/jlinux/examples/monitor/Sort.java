package io.jlinux.examples.monitor;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the cgroups are sorted by: the most first, names from A on. */
enum Sort {
    CPU(Usage::cpu),
    MEMORY(Usage::memory),
    IO(Usage::io),
    TASKS(Usage::tasks),
    PRESSURE(u -> u.waiting().most()),
    NAME(u -> 0);

    @SuppressWarnings("ImmutableEnumChecker") // a function of its argument
    private final ToDoubleFunction<Usage> key;

    Sort(ToDoubleFunction<Usage> key) {
        this.key = key;
    }

    Comparator<Usage> order() {
        Comparator<Usage> most = Comparator.comparingDouble(u -> {
            double value = key.applyAsDouble(u);
            return Double.isNaN(value) ? 0 : -value;
        });
        return most.thenComparing(Usage::path);
    }

    Sort next() {
        return values()[(ordinal() + 1) % values().length];
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
