/**
 * What a process may do, as values: capabilities and what root means to them, resource limits, Landlock's rules, labels of AppArmor and
 * SELinux, the execution domain. {@link io.jlinux.spawn.Spawn} carries them out.
 *
 * <p>First call: {@link io.jlinux.security.CapabilitySets#none()} or {@link io.jlinux.security.Landlock#everything()}. Not for: which
 * system calls it may make, which is {@link io.jlinux.security.seccomp}.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.security;
