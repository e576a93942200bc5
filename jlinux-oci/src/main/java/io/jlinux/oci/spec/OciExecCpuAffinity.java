package io.jlinux.oci.spec;

import java.util.Optional;

/**
 * The CPUs of a process that is executed in a running container; it does not concern the container's first process.
 *
 * @param initial CPU list ({@code 0-3,7}) before the process is in the container's cgroup
 * @param finalCpus CPU list after it; absent: what the kernel makes of the initial ones there
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-process">config.md: Linux Process</a>
 */
public record OciExecCpuAffinity(Optional<String> initial, Optional<String> finalCpus) {}
