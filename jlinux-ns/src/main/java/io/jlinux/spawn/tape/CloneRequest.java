package io.jlinux.spawn.tape;

/**
 * How a child is made.
 *
 * @param clone3 clone3(2), or the older clone(2), which lacks the flags above 32 bits and the cgroup
 * @param flags {@code CLONE_*}
 * @param exitSignal the signal of its end
 * @param cgroup the descriptor of the cgroup for {@code CLONE_INTO_CGROUP}, or -1
 */
public record CloneRequest(boolean clone3, long flags, int exitSignal, int cgroup) {}
