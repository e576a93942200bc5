package io.jlinux.oci.spec;

/**
 * A resource that setrlimit(2) limits; {@link #name()} is the name without {@code RLIMIT_}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public enum RlimitType implements JsonName {
    AS,
    CORE,
    CPU,
    DATA,
    FSIZE,
    LOCKS,
    MEMLOCK,
    MSGQUEUE,
    NICE,
    NOFILE,
    NPROC,
    RSS,
    RTPRIO,
    RTTIME,
    SIGPENDING,
    STACK;

    @Override
    public String jsonName() {
        return "RLIMIT_" + name();
    }
}
