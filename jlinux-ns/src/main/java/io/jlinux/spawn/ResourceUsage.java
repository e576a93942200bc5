package io.jlinux.spawn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * What a process and the children that it waited for have used.
 *
 * @param user processor time in user mode
 * @param system processor time in the kernel
 * @param maxResidentBytes the largest resident set, in bytes; not below what this JVM's was when a process began that
 *     shared its memory until execve (as after vfork), so a cgroup's figure says more
 * @param minorFaults page faults without I/O
 * @param majorFaults page faults with I/O
 * @param blocksRead blocks of 512 bytes read from file systems
 * @param blocksWritten blocks of 512 bytes written to file systems
 * @param voluntarySwitches context switches by waiting
 * @param involuntarySwitches context switches by preemption
 * @see <a href="https://man7.org/linux/man-pages/man2/getrusage.2.html">getrusage(2)</a>
 */
public record ResourceUsage(
        Duration user,
        Duration system,
        long maxResidentBytes,
        long minorFaults,
        long majorFaults,
        long blocksRead,
        long blocksWritten,
        long voluntarySwitches,
        long involuntarySwitches) {

    /** Decodes {@code struct rusage}. */
    static ResourceUsage parse(byte[] rusage) {
        ByteBuffer b = ByteBuffer.wrap(rusage).order(ByteOrder.nativeOrder());
        return new ResourceUsage(
                time(b, 0),
                time(b, 16),
                b.getLong(32) * 1024,
                b.getLong(64),
                b.getLong(72),
                b.getLong(88),
                b.getLong(96),
                b.getLong(128),
                b.getLong(136));
    }

    private static Duration time(ByteBuffer b, int at) {
        return Duration.ofSeconds(b.getLong(at), b.getLong(at + 8) * 1000);
    }
}
