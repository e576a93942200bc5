package io.jlinux.oci.spec;

/**
 * The scope of systemd that a container's cgroup is.
 *
 * @param unit its name
 * @param ofUser whether the manager of its owner made it, and not the system's
 */
public record OciScope(String unit, boolean ofUser) {}
