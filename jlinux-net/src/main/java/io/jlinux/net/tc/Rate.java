package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeType;
import java.time.Duration;
import java.util.Locale;

/**
 * How much goes over a link in a second. The kernel counts bytes, and so does this; {@link #mbit} and the others take bits, as
 * networks are sold by them. Prefixes are decimal: 1 kbit is 1000 bit.
 *
 * @param bytesPerSecond 1 to 2⁶³-1
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), rates</a>
 */
public record Rate(long bytesPerSecond) {
    /** What fits into the 32 bits of the older structures; what is more goes into an attribute of its own. */
    private static final long MAX_SHORT = 0xffff_ffffL;

    static final AttributeType<Rate> TYPE = AttributeType.U64.as(Rate::bytesPerSecond, Rate::known);

    public Rate {
        if (bytesPerSecond <= 0) throw new IllegalArgumentException("a rate of " + bytesPerSecond + " bytes a second");
    }

    /**
     * This many bits in a second.
     *
     * @throws IllegalArgumentException for what is no multiple of 8: the kernel could not hold it
     */
    public static Rate bit(long perSecond) {
        if (perSecond % 8 != 0) {
            throw new IllegalArgumentException(perSecond + " bit/s are not a whole number of bytes a second");
        }
        return new Rate(perSecond / 8);
    }

    /** This many thousand bits in a second. */
    public static Rate kbit(long perSecond) {
        return new Rate(Math.multiplyExact(perSecond, 125L));
    }

    /** This many million bits in a second. */
    public static Rate mbit(long perSecond) {
        return new Rate(Math.multiplyExact(perSecond, 125_000L));
    }

    /** This many thousand million bits in a second. */
    public static Rate gbit(long perSecond) {
        return new Rate(Math.multiplyExact(perSecond, 125_000_000L));
    }

    /** What is read of a kernel, whatever it is. */
    static Rate known(long bytesPerSecond) {
        return new Rate(bytesPerSecond <= 0 ? Long.MAX_VALUE : bytesPerSecond);
    }

    public long bitsPerSecond() {
        return Math.multiplyExact(bytesPerSecond, 8L);
    }

    /** The bytes that go over it in {@code time}, rounded down. */
    public long bytesIn(Duration time) {
        double bytes = (double) bytesPerSecond * time.toNanos() / 1e9;
        return (long) Math.min(bytes, Long.MAX_VALUE);
    }

    boolean isLong() {
        return bytesPerSecond > MAX_SHORT;
    }

    /** The field of a structure: the rate, or that it is more. */
    int shortened() {
        return (int) Math.min(bytesPerSecond, MAX_SHORT);
    }

    /** {@code 10 Mbit/s}: in the largest unit in which it is a whole number. */
    @Override
    public String toString() {
        if (bytesPerSecond > Long.MAX_VALUE / 8) return bytesPerSecond + " byte/s";
        long bits = bitsPerSecond();
        String[] prefixes = {"", "k", "M", "G"};
        int i = 0;
        while (i < prefixes.length - 1 && bits % 1000 == 0) {
            bits /= 1000;
            i++;
        }
        return String.format(Locale.ROOT, "%d %sbit/s", bits, prefixes[i]);
    }
}
