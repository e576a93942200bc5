/**
 * Cgroups of a host whose cgroups systemd manages: transient scopes over D-Bus, with their limits as properties and, delegated, a
 * {@link io.jlinux.cgroup.Cgroup} to make others in.
 *
 * <pre>{@code
 * var spec = ScopeSpec.of("job-42.scope").limits(CgroupLimits.NONE.memoryMax(256L << 20).pidsMax(64)).delegated();
 * try (SystemdScope scope = SystemdScope.create(spec, process.pid());
 *         Cgroup main = scope.cgroup().tree().evacuate("main");      // v2 wants processes in leaves
 *         Cgroup step = scope.cgroup().createChild("step-1")) {
 *     …
 * }                                                                  // stops the scope, and with it what is in it
 * }</pre>
 *
 * <p>First call: {@link io.jlinux.cgroup.systemd.SystemdScope#create}; several scopes share a {@link
 * io.jlinux.cgroup.systemd.Systemd}. It needs {@code com.github.hypfvieh:dbus-java-core} and {@code
 * dbus-java-transport-native-unixsocket}, which this module names as optional.
 *
 * <p>Not for: hosts without systemd, and programs that were given a delegated cgroup already (a service with {@code
 * Delegate=yes}): {@link io.jlinux.cgroup.Cgroup#create} works there at once, and costs microseconds.
 *
 * @see <a href="https://systemd.io/CGROUP_DELEGATION/">Control Group APIs and Delegation</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup.systemd;
