package io.jlinux.security;

import java.util.Collection;

/**
 * What root is, to the kernel's rules about capabilities; the ordinal is the kernel's bit. Each has a lock, which nothing
 * takes away again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7), The securebits flags</a>
 */
public enum Securebit {
    /** Uid 0 gets no capabilities by an execve. */
    NOROOT,
    NOROOT_LOCKED,
    /** A change of the uid changes no capabilities. */
    NO_SETUID_FIXUP,
    NO_SETUID_FIXUP_LOCKED,
    /** A change of the uid keeps the permitted capabilities; an execve clears it. */
    KEEP_CAPS,
    KEEP_CAPS_LOCKED,
    /** No ambient capability can be raised any more. */
    NO_CAP_AMBIENT_RAISE,
    NO_CAP_AMBIENT_RAISE_LOCKED,
    /** Interpreters should run no file that may not be executed (Linux 6.14). */
    EXEC_RESTRICT_FILE,
    EXEC_RESTRICT_FILE_LOCKED,
    /** Interpreters should run nothing that is typed or piped (Linux 6.14). */
    EXEC_DENY_INTERACTIVE,
    EXEC_DENY_INTERACTIVE_LOCKED;

    /** One bit for each. */
    public static int mask(Collection<Securebit> bits) {
        int mask = 0;
        for (Securebit b : bits) mask |= 1 << b.ordinal();
        return mask;
    }
}
