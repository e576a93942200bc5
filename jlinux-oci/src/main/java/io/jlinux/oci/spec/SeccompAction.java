package io.jlinux.oci.spec;

/**
 * What a filter does with a syscall, {@code SCMP_ACT_…}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#seccomp">config-linux.md: Seccomp</a>
 */
public enum SeccompAction implements JsonName {
    /** The same as {@link #KILL_THREAD}. */
    KILL,
    KILL_PROCESS,
    KILL_THREAD,
    TRAP,
    ERRNO,
    TRACE,
    ALLOW,
    LOG,
    NOTIFY;

    /** Whether an errno can go with it. */
    public boolean takesErrno() {
        return this == ERRNO || this == TRACE;
    }

    @Override
    public String jsonName() {
        return "SCMP_ACT_" + name();
    }
}
