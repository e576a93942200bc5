/**
 * New processes: what {@code ProcessBuilder}, {@code unshare} and {@code nsenter} do, in one builder.
 *
 * <p>First call: {@link io.jlinux.spawn.Spawn#command}. Not for: a program that a {@code ProcessBuilder} already serves
 * and that must also run on other systems.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.spawn;
