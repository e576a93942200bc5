/**
 * seccomp: which system calls a process may make, as a value, compiled to BPF in Java.
 *
 * <p>First call: {@link io.jlinux.security.seccomp.SeccompPolicy#builder}, or
 * {@link io.jlinux.security.seccomp.DockerProfile} for what containers usually get; then {@code Spawn.seccomp(policy)}.
 *
 * <p>Not for: rules on paths or addresses (a filter sees numbers and pointers only; use Landlock, namespaces or mounts), and not as the
 * only wall: what a call may do with what it reaches, capabilities and namespaces decide.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.security.seccomp;
