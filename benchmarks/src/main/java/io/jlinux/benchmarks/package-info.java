/**
 * JMH benchmarks of JLinux beside a C floor and its peers, in the same run. Never published; started by {@code
 * benchmarks/run}.
 *
 * <p>The C floor ({@code src/main/c}) is a resident server that measures itself. The peers that are programs are launched by
 * it as well, so that they are not charged {@code ProcessBuilder}'s own millisecond.
 */
@NullMarked
package io.jlinux.benchmarks;

import org.jspecify.annotations.NullMarked;
