/**
 * A resource manager in a few files: jobs of three tiers on one hierarchy of cgroups, with 2:1 shares of the processors from
 * tier to tier, memory that is protected, slowed down or limited, and limits that follow the pressure.
 *
 * <pre>
 *   jlinux-manager            memory.max = the budget
 *     guaranteed              cpu.weight 200   memory.low = what its jobs were promised
 *       db                                     memory.low, memory.max
 *     burstable               cpu.weight 100   memory.low = half of it
 *       build                                  memory.low, memory.high, memory.max
 *     best-effort             cpu.weight  50   memory.high: less and less while the others wait
 *       index                                  memory.max
 * </pre>
 *
 * <p>What the limits are is a pure function ({@link io.jlinux.examples.manager.TierLimits}) of the jobs and of how far the
 * lowest tier is squeezed ({@link io.jlinux.examples.manager.Balance}); {@link
 * io.jlinux.examples.manager.ResourceManager} carries it out. Start at {@link io.jlinux.examples.manager.ManagerDemo}.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.manager;
