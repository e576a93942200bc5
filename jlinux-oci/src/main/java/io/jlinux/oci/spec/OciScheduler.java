package io.jlinux.oci.spec;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the process is scheduled; an absent number is 0.
 *
 * @param policy the scheduling policy
 * @param nice -20 to 19, for {@code OTHER} and {@code BATCH}
 * @param priority the static priority 1 to 99, for {@code FIFO} and {@code RR} only
 * @param flags flags of sched_setattr(2)
 * @param runtime nanoseconds, for {@code DEADLINE} only
 * @param deadline nanoseconds, for {@code DEADLINE} only
 * @param period nanoseconds, for {@code DEADLINE} only
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-process">config.md: Linux Process</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/sched_setattr.2.html">sched_setattr(2)</a>
 */
public record OciScheduler(
        Policy policy,
        OptionalInt nice,
        OptionalInt priority,
        List<Flag> flags,
        OptionalLong runtime,
        OptionalLong deadline,
        OptionalLong period) {

    public OciScheduler {
        flags = List.copyOf(flags);
    }

    /** A scheduling policy, {@code SCHED_…}. */
    public enum Policy implements JsonName {
        OTHER,
        FIFO,
        RR,
        BATCH,
        ISO,
        IDLE,
        DEADLINE;

        @Override
        public String jsonName() {
            return "SCHED_" + name();
        }
    }

    /** A flag, {@code SCHED_FLAG_…}. */
    public enum Flag implements JsonName {
        RESET_ON_FORK,
        RECLAIM,
        DL_OVERRUN,
        KEEP_POLICY,
        KEEP_PARAMS,
        UTIL_CLAMP_MIN,
        UTIL_CLAMP_MAX;

        @Override
        public String jsonName() {
            return "SCHED_FLAG_" + name();
        }
    }
}
