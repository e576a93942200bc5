/**
 * Internal: cgroups of the v1 hierarchies, on v1 and hybrid hosts.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">Control Groups version 1</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup.v1;
