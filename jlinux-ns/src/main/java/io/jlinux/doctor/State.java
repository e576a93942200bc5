package io.jlinux.doctor;

/**
 * How a {@link Finding} came out; the worst is the last. Of a system call it says whether this kernel has it and lets it be used.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public enum State {
    /** It works as it should. */
    OK,
    /** It works in part, or by a slower or weaker way. */
    LIMITED,
    /** It does not work here. */
    MISSING
}
