package io.jlinux.cgroup;

import java.time.Duration;

/**
 * From how much waiting on a report is wanted: {@code some(Resource.MEMORY, 150 ms, 2 s)} reports when within 2 seconds some
 * task waited 150 ms for memory, at most once in each 2 seconds. A value.
 *
 * @param full whether all tasks have to wait at the same time, not just some
 * @param stall how long, up to the window
 * @param window within how much time, from 500 ms to 10 s; without CAP_SYS_RESOURCE a multiple of 2 s (Linux 6.4; before, an
 *     ordinary user may watch cgroups of its own in any window, and the host not at all)
 * @see <a href="https://docs.kernel.org/accounting/psi.html#monitoring-for-pressure-thresholds">Monitoring for pressure
 *     thresholds</a>
 */
public record PressureTrigger(boolean full, Resource resource, Duration stall, Duration window) {
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    public PressureTrigger {
        if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a window is from 500 ms to 10 s, not " + window);
        }
        if (stall.toNanos() < 1000 || stall.compareTo(window) > 0) {
            throw new IllegalArgumentException("a stall is from 1 µs to the window, not " + stall);
        }
        if (resource == Resource.IRQ && !full) throw new IllegalArgumentException("interrupts have no 'some'");
    }

    /** When some task waits. */
    public static PressureTrigger some(Resource resource, Duration stall, Duration window) {
        return new PressureTrigger(false, resource, stall, window);
    }

    /** When all tasks wait. */
    public static PressureTrigger full(Resource resource, Duration stall, Duration window) {
        return new PressureTrigger(true, resource, stall, window);
    }

    /** As it is written to the kernel's file, in microseconds. */
    @Override
    public String toString() {
        return (full ? "full " : "some ") + stall.toNanos() / 1000 + " " + window.toNanos() / 1000;
    }
}
