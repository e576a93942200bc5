/**
 * The engine: what a child does between its birth and its program, compiled into a tape of system calls that a stub of
 * machine code plays.
 *
 * <p>Internal. {@link io.jlinux.spawn.tape.TapeBuilder} makes a {@link io.jlinux.spawn.tape.Tape}, {@link
 * io.jlinux.spawn.tape.Launcher} plays it. Why a tape: {@code docs/decisions/0001-a-tape-of-syscalls.md}.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.spawn.tape;
