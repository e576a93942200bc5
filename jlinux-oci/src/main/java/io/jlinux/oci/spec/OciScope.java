package io.jlinux.oci.spec;

/**
 * The scope of systemd that a container's cgroup is.
 *
 * @param unit its name
 * @param ofUser whether the manager of its owner made it, and not the system's
 * @see <a href="https://man7.org/linux/man-pages/man5/systemd.scope.5.html">systemd.scope(5)</a>
 */
public record OciScope(String unit, boolean ofUser) {}
