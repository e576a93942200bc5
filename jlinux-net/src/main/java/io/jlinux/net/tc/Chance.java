package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeType;
import java.util.Locale;

/**
 * How likely something is, as the kernel counts it: in parts of 2³²-1.
 *
 * @param parts 0 for never to 4294967295 for always
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-netem.8.html">tc-netem(8)</a>
 */
public record Chance(long parts) {
    private static final long ALL = 0xffff_ffffL;

    /** It always happens. */
    public static final Chance ALWAYS = new Chance(ALL);

    static final AttributeType<Chance> TYPE = AttributeType.U32.as(Chance::parts, Chance::new);

    public Chance {
        if (parts < 0 || parts > ALL) throw new IllegalArgumentException(parts + " is not in 0..4294967295");
    }

    /** In so many of a hundred cases: {@code percent(0.5)} is one in 200. */
    public static Chance percent(double percent) {
        if (!(percent >= 0 && percent <= 100)) throw new IllegalArgumentException(percent + " %");
        return new Chance((long) Math.rint(percent / 100 * ALL));
    }

    /** 0 to 1. */
    public double probability() {
        return (double) parts / ALL;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.6g %%", probability() * 100);
    }
}
