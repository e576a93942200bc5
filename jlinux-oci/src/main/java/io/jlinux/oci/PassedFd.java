package io.jlinux.oci;

import io.jlinux.sys.Fd;

/**
 * An open descriptor for a container's process.
 *
 * @param fd stays the caller's, and must be open when the process is made
 * @param number its number there, 3 or higher
 * @see <a href="https://man7.org/linux/man-pages/man2/dup.2.html">dup3(2)</a>
 */
public record PassedFd(Fd fd, int number) {
    public PassedFd {
        if (number < 3) throw new IllegalArgumentException("not a number to pass: " + number);
    }
}
