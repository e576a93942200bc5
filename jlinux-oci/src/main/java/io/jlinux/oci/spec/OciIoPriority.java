package io.jlinux.oci.spec;

/**
 * The I/O priority of the process.
 *
 * @param schedulingClass the class
 * @param priority the level in the class, 0 (highest) to 7
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-process">config.md: Linux Process</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/ioprio_set.2.html">ioprio_set(2)</a>
 */
public record OciIoPriority(SchedulingClass schedulingClass, int priority) {

    /** An I/O scheduling class, {@code IOPRIO_CLASS_…}. */
    public enum SchedulingClass implements JsonName {
        RT,
        BE,
        IDLE;

        @Override
        public String jsonName() {
            return "IOPRIO_CLASS_" + name();
        }
    }
}
