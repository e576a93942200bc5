package io.jlinux.security.seccomp;

/**
 * How a filter is installed: {@code SECCOMP_FILTER_FLAG_…} of seccomp(2).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public enum SeccompFlag {
    /** All threads of the process get the filter (Linux 3.17). A process that {@code Spawn} starts has one thread. */
    TSYNC(1, "3.17"),
    /** All that is not allowed is logged (Linux 4.14). */
    LOG(2, "4.14"),
    /** Without the mitigation of speculative store bypass (Linux 4.17). */
    SPEC_ALLOW(4, "4.17"),
    /** seccomp(2) returns a listener (Linux 5.0). Where the policy notifies, JLinux adds it. */
    NEW_LISTENER(8, "5.0"),
    /** A thread that cannot get the filter is {@code ESRCH}, so that TSYNC goes with a listener (Linux 5.7). */
    TSYNC_ESRCH(16, "5.7"),
    /** Once the listener has a notification, only a fatal signal interrupts the caller (Linux 5.19). */
    WAIT_KILLABLE_RECV(32, "5.19");

    private final int bit;
    private final String since;

    SeccompFlag(int bit, String since) {
        this.bit = bit;
        this.since = since;
    }

    /** The kernel's bit. */
    public int bit() {
        return bit;
    }

    /** The kernel that brought it. */
    public String since() {
        return since;
    }

    /** The kernel's bits. */
    static long bits(Iterable<SeccompFlag> flags) {
        long bits = 0;
        for (SeccompFlag f : flags) bits |= f.bit;
        return bits;
    }
}
