package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs code back to back until it is compiled: what is measured is a resident JVM that has done this before. */
final class WarmUp {
    private static final long LAUNCHES = TimeUnit.SECONDS.toNanos(3);
    /** As long as the warm-up of the same launches back to back. */
    private static final long CONTAINERS = TimeUnit.SECONDS.toNanos(25);
    /** Some ten thousand: the last tier of the compiler has then seen the code of a container, which is long. */
    private static final long PREPARATIONS = TimeUnit.SECONDS.toNanos(5);

    private WarmUp() {}

    @FunctionalInterface
    interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** Launches. */
    static void launch(Task task) throws IOException {
        repeat(task, LAUNCHES);
    }

    /** Launches of containers of the OCI runtime, whose code is long. */
    static void containers(Task task) throws IOException {
        repeat(task, CONTAINERS);
    }

    /**
     * All that is done in Java before a launch, such as {@code explain()}: a container takes so long that its launches alone
     * would have to go on for a minute until the compiler has seen that code often enough.
     */
    static void prepare(Task task) throws IOException {
        repeat(task, PREPARATIONS);
    }

    private static void repeat(Task task, long nanos) throws IOException {
        try {
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
