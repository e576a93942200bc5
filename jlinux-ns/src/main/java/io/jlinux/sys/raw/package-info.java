/**
 * The raw layer: one direct-mapped {@code syscall(2)}, syscall numbers, off-heap memory, and the kernel's constants by
 * topic.
 *
 * <p>Everything here returns what the kernel returned ({@code -errno} on failure) and never throws for it; {@link
 * io.jlinux.sys} turns that into types and exceptions. Exported to the other JLinux modules only.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.sys.raw;
