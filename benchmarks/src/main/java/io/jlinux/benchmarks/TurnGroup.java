package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * Contenders for the same thing.
 *
 * @param contenders the C floor first
 */
record TurnGroup(String title, List<Contender> contenders) {

    /** Something that is launched and waited for. */
    @FunctionalInterface
    interface Launching {
        void run() throws IOException, InterruptedException;
    }

    /** Launches once, and returns how many nanoseconds that took. */
    @FunctionalInterface
    interface Timed {
        long run() throws IOException, InterruptedException;
    }

    /**
     * One of them.
     *
     * @param warmsUp whether it becomes quicker by being run
     */
    record Contender(String name, boolean warmsUp, Timed timed) {
        long launch() throws IOException, InterruptedException {
            return timed.run();
        }
    }

    /** What the C floor launches and measures, itself or another program. */
    static Contender byFloor(String name, Floor floor, Launch launch) {
        return new Contender(name, false, () -> floor.sparse(launch, 0));
    }

    /** What this JVM launches. */
    static Contender inJvm(String name, Launching launching) {
        return inJvm(name, () -> {}, launching);
    }

    /** The same; {@code settle} is waited for before and after, and is not a part of it. */
    static Contender inJvm(String name, Launching settle, Launching launching) {
        return new Contender(name, true, () -> {
            settle.run();
            long start = System.nanoTime();
            launching.run();
            long nanos = System.nanoTime() - start;
            settle.run();
            return nanos;
        });
    }
}
