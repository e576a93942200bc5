package io.jlinux.cgroup.stat;

import java.time.Duration;
import java.util.Optional;

/**
 * How much time was lost by waiting for a resource; PSI.
 *
 * @param some in which at least one task waited
 * @param full in which all of them did; of the processor only for cgroups (Linux 5.13)
 * @see <a href="https://docs.kernel.org/accounting/psi.html">Pressure Stall Information</a>
 */
public record Pressure(Optional<Line> some, Optional<Line> full) {
    /** Nothing known. */
    public static final Pressure UNKNOWN = new Pressure(Optional.empty(), Optional.empty());

    /**
     * One line of the file.
     *
     * @param avg10 percent of the last 10 seconds
     * @param avg60 percent of the last minute
     * @param avg300 percent of the last five minutes
     * @param total since the start
     */
    public record Line(double avg10, double avg60, double avg300, Duration total) {}
}
