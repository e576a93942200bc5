package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Contenders in turn, launch by launch, in one JVM: medians of many launches between which nothing has drifted, and each finds what the
 * others have left to the kernel. JMH's rounds beside it ask what a contender costs that has the machine for itself for seconds.
 *
 * <pre>
 *   Turns [--halting] [SECONDS-OF-WARM-UP [TURNS]]
 * </pre>
 */
public final class Turns {
    private static final int WARM_UP_SECONDS = 25;
    private static final int TURNS = 600;

    /** The same order each time, for who runs it twice. */
    private final Random order = new Random(1);

    private final long warmUpNanos;
    private final int turns;

    private Turns(long warmUpNanos, int turns) {
        this.warmUpNanos = warmUpNanos;
        this.turns = turns;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> numbers = new ArrayList<>(List.of(args));
        boolean halting = numbers.remove("--halting");
        int seconds = numbers.size() > 0 ? Integer.parseInt(numbers.get(0)) : WARM_UP_SECONDS;
        int turns = numbers.size() > 1 ? Integer.parseInt(numbers.get(1)) : TURNS;
        try (TurnGroups groups = TurnGroups.open();
                CpuDmaLatency latency = halting ? CpuDmaLatency.any() : CpuDmaLatency.none()) {
            say("%s%n", latency);
            for (TurnGroup group : groups.all()) new Turns(TimeUnit.SECONDS.toNanos(seconds), turns).run(group);
        }
    }

    private void run(TurnGroup group) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < warmUpNanos) {
            for (TurnGroup.Contender c : group.contenders()) {
                if (c.warmsUp()) c.launch();
            }
        }
        int n = group.contenders().size();
        long[][] nanos = new long[n][turns];
        List<Integer> next = new ArrayList<>();
        for (int i = 0; i < n; i++) next.add(i);
        for (int turn = 0; turn < turns; turn++) {
            Collections.shuffle(next, order);
            for (int i : next) nanos[i][turn] = group.contenders().get(i).launch();
        }
        say("%n| %s | 10%% | median | 90%% | median / C |%n|---|---|---|---|---|%n", group.title());
        for (long[] times : nanos) Arrays.sort(times);
        for (int i = 0; i < n; i++) {
            String name = group.contenders().get(i).name();
            double ratio = (double) at(nanos[i], 50) / at(nanos[0], 50);
            say("| %s | %d | %d | %d | %.2f |%n", name, at(nanos[i], 10), at(nanos[i], 50), at(nanos[i], 90), ratio);
        }
    }

    /** A percentile in microseconds. */
    private static long at(long[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1000;
    }

    @SuppressWarnings("PMD.SystemPrintln")
    private static void say(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format, arguments);
    }
}
