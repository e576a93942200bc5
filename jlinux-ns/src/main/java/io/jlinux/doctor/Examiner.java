package io.jlinux.doctor;

import java.util.List;

/**
 * Looks at one part of the host. Modules above contribute theirs through {@link java.util.ServiceLoader}: jlinux-cgroup's
 * tells of cgroups.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
@FunctionalInterface
public interface Examiner {
    /** What it found; leaves the host as it was. May try things, so it can take some milliseconds. */
    List<Finding> examine();
}
