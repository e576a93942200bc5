/**
 * Internal: cgroups of the unified hierarchy.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup.v2;
