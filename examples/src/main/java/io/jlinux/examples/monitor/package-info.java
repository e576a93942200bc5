/**
 * {@code top} for cgroups: bars for memory, processors, I/O and tasks of a hierarchy, with the history of its pressure; the
 * run can be kept as a chart.
 *
 * <p>{@link io.jlinux.examples.monitor.HierarchyReader} makes {@link io.jlinux.examples.monitor.Frame}s of what the kernel says,
 * {@link io.jlinux.examples.monitor.Screen} lines of these, a pure function; {@link io.jlinux.examples.monitor.Monitor} is
 * the program: {@code examples/run monitor --help}.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.monitor;
