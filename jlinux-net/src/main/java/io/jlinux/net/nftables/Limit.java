package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftLimitAttr;
import java.time.Duration;

/**
 * Goes on only up to a rate.
 *
 * @param rate packets, or bytes, in each unit of time
 * @param unit 1 second, 1 minute, 1 hour, 1 day or 7 days
 * @param burst so many more at once
 * @param ofBytes counts bytes, not packets
 * @param over goes on only above the rate
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Limit statement</a>
 */
public record Limit(long rate, Duration unit, int burst, boolean ofBytes, boolean over) implements Expression {
    /** What {@code nft} gives to packets where nothing is said. */
    public static final int DEFAULT_BURST = 5;

    private static final int INVERTED = 1;

    public Limit {
        if (rate <= 0 || burst < 0 || unit.isNegative()) throw new IllegalArgumentException(rate + "/" + unit);
    }

    /** So many packets, and as a burst {@value #DEFAULT_BURST} more. */
    public static Limit packets(long rate, Duration unit) {
        return new Limit(rate, unit, DEFAULT_BURST, false, false);
    }

    /** So many bytes. */
    public static Limit bytes(long rate, Duration unit) {
        return new Limit(rate, unit, 0, true, false);
    }

    public Limit burst(int more) {
        return new Limit(rate, unit, more, ofBytes, over);
    }

    /** That goes on only above the rate, as before {@code drop}. */
    public Limit whenOver() {
        return new Limit(rate, unit, burst, ofBytes, true);
    }

    @Override
    public String kind() {
        return "limit";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU64NetworkOrder(NftLimitAttr.NFTA_LIMIT_RATE, rate);
        w.attributeU64NetworkOrder(NftLimitAttr.NFTA_LIMIT_UNIT, unit.toSeconds());
        w.attributeU32NetworkOrder(NftLimitAttr.NFTA_LIMIT_BURST, burst);
        w.attributeU32NetworkOrder(NftLimitAttr.NFTA_LIMIT_TYPE, ofBytes ? 1 : 0);
        w.attributeU32NetworkOrder(NftLimitAttr.NFTA_LIMIT_FLAGS, over ? INVERTED : 0);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        long rate = 0;
        long unit = 0;
        int burst = 0;
        int type = 0;
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftLimitAttr.NFTA_LIMIT_RATE -> rate = a.u64NetworkOrder();
                case NftLimitAttr.NFTA_LIMIT_UNIT -> unit = a.u64NetworkOrder();
                case NftLimitAttr.NFTA_LIMIT_BURST -> burst = a.u32NetworkOrder();
                case NftLimitAttr.NFTA_LIMIT_TYPE -> type = a.u32NetworkOrder();
                case NftLimitAttr.NFTA_LIMIT_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // padding
            }
        }
        if (rate <= 0 || unit < 0 || burst < 0) throw NetlinkException.malformed("a limit of " + rate + "/" + unit);
        return new Limit(rate, Duration.ofSeconds(unit), burst, type == 1, (flags & INVERTED) != 0);
    }
}
