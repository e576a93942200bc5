/**
 * Snapshots of a cgroup's counters, as records. What the kernel or the hierarchy does not tell is an empty Optional,
 * never zero; amounts of memory are bytes, times are {@link java.time.Duration}s.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup.stat;
