package io.jlinux.examples.manager;

import java.time.Duration;

/**
 * What a manager goes by.
 *
 * @param memory bytes for all jobs together
 * @param cpuStall how long the guaranteed tier may wait for a processor in each window
 * @param memoryStall how long it may wait for memory
 * @param window of the kernel's pressure triggers; a multiple of 2 s works for every user
 * @param calm after how much time without a report one squeeze is taken back
 */
public record Policy(long memory, Duration cpuStall, Duration memoryStall, Duration window, Duration calm) {
    public Policy {
        if (calm.compareTo(window) <= 0) throw new IllegalArgumentException("calm has to last longer than a window");
    }

    public static Policy ofMemory(long bytes) {
        return new Policy(
                bytes, Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(6));
    }

    public Policy withCalm(Duration time) {
        return new Policy(memory, cpuStall, memoryStall, window, time);
    }
}
