package io.jlinux.net.tc;

import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The unit in which older structures of traffic control count time: 64 ns ({@code PSCHED_SHIFT} 6, since Linux 2.6.31). How many
 * bytes may be sent at once is told as the time that they take at the rate.
 */
final class Ticks {
    static final long NANOS = 64;
    private static final long PER_SECOND = 1_000_000_000L / NANOS;
    private static final long MAX = 0xffff_ffffL;
    private static final Path PSCHED = Path.of("/proc/net/psched");

    /** Of a kernel whose timers are exact. */
    private static final long HIGH_RESOLUTION = 1_000_000_000L;

    private Ticks() {}

    /** As many as fit into 32 bits. */
    static int of(Duration time) {
        return (int) Math.min(time.toNanos() / NANOS, MAX);
    }

    static Duration duration(int ticks) {
        return Duration.ofNanos((ticks & MAX) * NANOS);
    }

    /** The time that so many bytes take, rounded up. */
    static int of(Rate rate, long bytes) {
        BigInteger ticks = BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(PER_SECOND));
        BigInteger r = BigInteger.valueOf(rate.bytesPerSecond());
        BigInteger up = ticks.add(r).subtract(BigInteger.ONE).divide(r);
        return (int) up.min(BigInteger.valueOf(MAX)).longValue();
    }

    /** The bytes that go in that time, rounded down. */
    static long bytes(Rate rate, int ticks) {
        return BigInteger.valueOf(rate.bytesPerSecond())
                .multiply(BigInteger.valueOf(ticks & MAX))
                .divide(BigInteger.valueOf(PER_SECOND))
                .min(BigInteger.valueOf(MAX))
                .longValue();
    }

    /** As {@code tc} does it: what the rate brings between two ticks of the kernel's timer, and a packet. */
    static long defaultBurst(Rate rate, int packet) {
        return Math.min(rate.bytesPerSecond() / TimerHolder.PER_SECOND + packet, MAX);
    }

    /** Read when it is first needed: the fourth number, where the third says that it is that. */
    private static final class TimerHolder {
        static final long PER_SECOND = read();

        private static long read() {
            try {
                String[] numbers = KernelFile.read(PSCHED).trim().split("\\s+");
                if (numbers.length < 4 || Long.parseLong(numbers[2], 16) != 1_000_000) return HIGH_RESOLUTION;
                return Math.max(1, Long.parseLong(numbers[3], 16));
            } catch (LinuxException | NumberFormatException e) {
                return HIGH_RESOLUTION;
            }
        }
    }
}
