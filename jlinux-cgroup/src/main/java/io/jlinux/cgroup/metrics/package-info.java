/**
 * A cgroup's numbers for dashboards: a binder for Micrometer, which is an optional dependency of this module.
 *
 * <pre>{@code
 * CgroupMetrics.ofJvm().bindTo(registry);                          // this JVM's own cgroup
 * try (CgroupMetrics m = CgroupMetrics.of(job, Tags.of("job", "42"))) {
 *     m.bindTo(registry);
 *     …
 * }                                                                // its meters are gone again
 * }</pre>
 *
 * <p>First call: {@link io.jlinux.cgroup.metrics.CgroupMetrics#of}. Not for: decisions of a program, which {@link
 * io.jlinux.cgroup.Cgroup#sampler} and {@link io.jlinux.cgroup.Cgroup#watch} serve without a registry between.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup.metrics;
