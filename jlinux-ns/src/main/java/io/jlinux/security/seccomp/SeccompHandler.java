package io.jlinux.security.seccomp;

import java.io.IOException;

/**
 * Decides about system calls that a policy leaves to {@link SeccompAction#NOTIFY}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
@FunctionalInterface
public interface SeccompHandler {
    /**
     * What becomes of the call.
     *
     * @throws IOException where that cannot be said; the caller then gets the error's errno, or {@code EPERM}
     */
    SeccompAnswer handle(SeccompNotification call) throws IOException;
}
