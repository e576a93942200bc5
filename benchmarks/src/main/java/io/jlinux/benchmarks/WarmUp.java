package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs code back to back until it is compiled, before single shots of it are measured. */
final class WarmUp {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(3);

    private WarmUp() {}

    @FunctionalInterface
    interface Task {
        void run() throws IOException, InterruptedException;
    }

    static void repeat(Task task) throws IOException {
        try {
            long start = System.nanoTime();
            while (System.nanoTime() - start < NANOS) task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
