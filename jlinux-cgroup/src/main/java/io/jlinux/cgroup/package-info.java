/**
 * Control groups: limits on the memory, processor time and number of tasks of a group of processes, what they use, and
 * an end for all of them at once. The same API on cgroup v2, v1 and hybrid hosts.
 *
 * <pre>{@code
 * var limits = CgroupLimits.NONE.memoryMax(256L << 20).pidsMax(64);
 * try (Cgroup cg = Cgroup.create("job-42", limits)) {   // all or nothing
 *     Process p = Spawn.command("/usr/bin/make").with(cg.placement()).start();
 *     p.waitFor();
 *     cg.memory().oomKill();                            // how often the limit killed
 * }                                                     // kills what is left, and removes the cgroup
 * }</pre>
 *
 * <p>First call: {@link io.jlinux.cgroup.Cgroup#create(String, CgroupLimits)}; where cgroups are made, and whether they may
 * be, says {@link io.jlinux.cgroup.CgroupHost#current()}.
 *
 * <p><b>What is used where.</b> On a v2 host a cgroup is one directory. On v1 it is one directory in each hierarchy whose
 * controllers are used; on a hybrid host there is one in the v2 hierarchy besides, which tells when the cgroup is empty and
 * kills it in one step. Limits have the meaning of v2 everywhere; {@link io.jlinux.cgroup.CgroupLimits#v1Writes()} says
 * what they become on v1, and what v1 cannot do is refused by name.
 *
 * <p><b>To look at it.</b> {@link io.jlinux.cgroup.Cgroup#memory()} and its like are snapshots, {@link
 * io.jlinux.cgroup.Cgroup#stats()} has all other statistics, {@link io.jlinux.cgroup.Cgroup#sampler} reads chosen numbers again
 * and again without garbage, and {@link io.jlinux.cgroup.Cgroup#watch()} tells what happens as it happens.
 *
 * <p><b>Rights.</b> Root may do everything. An ordinary user needs a delegated part of the v2 hierarchy, as {@code
 * systemd-run --user --scope -p Delegate=yes} gives; without, errors say so. Of v1 a directory in each hierarchy has to be given (as {@link
 * io.jlinux.cgroup.Cgroup#delegateTo} does), which no init system does by itself.
 *
 * <p>Not for: cgroups that systemd manages, whose limits it sets by itself: for those there is {@link io.jlinux.cgroup.systemd}. Nor
 * for the sizes of a JVM's own pools: {@code Runtime.availableProcessors} and {@code maxMemory} know the limits of its container.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup;
