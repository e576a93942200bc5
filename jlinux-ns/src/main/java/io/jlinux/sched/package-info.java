/**
 * When, where and with which memory a process runs, as values: processors, scheduling policies, I/O priorities, memory nodes.
 *
 * <p>First call: {@code Spawn.command(…).affinity(CpuSet.parse("0-3")).scheduler(Scheduler.batch())}. For limits of a group
 * of processes use a cgroup instead: these are attributes of each process, which it may change again as far as its rights
 * reach.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.sched;
