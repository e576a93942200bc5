package io.jlinux.sandbox;

/**
 * Whether a sandbox gets a cgroup of its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public enum CgroupUse {
    /** None: what is limited is limited by rlimits, process by process. */
    NEVER,
    /**
     * With those of its limits that this host allows, and none where it allows none: {@link SandboxProcess#enforced()} tells. What
     * the presets do with limits that nobody asked for.
     */
    WHERE_POSSIBLE,
    /** With all of its limits, else the start fails. What {@link Sandbox#limits} asks for. */
    REQUIRED
}
