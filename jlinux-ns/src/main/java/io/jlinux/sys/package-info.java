/**
 * What every other package stands on: descriptors, pidfds, signals, errors with hints, and what this kernel can do.
 *
 * <p>First call: {@link io.jlinux.sys.KernelFeatures#current()}. Not for: reading and writing ordinary files, for which
 * {@code java.nio.file} is better.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.sys;
