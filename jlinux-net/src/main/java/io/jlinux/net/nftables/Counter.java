package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftCounterAttr;

/**
 * Counts what comes here.
 *
 * @param packets to begin with, or so far
 * @param bytes to begin with, or so far
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Counter statement</a>
 */
public record Counter(long packets, long bytes) implements Expression {
    /** From nothing on. */
    public static final Counter ZERO = new Counter(0, 0);

    @Override
    public String kind() {
        return "counter";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU64NetworkOrder(NftCounterAttr.NFTA_COUNTER_BYTES, bytes);
        w.attributeU64NetworkOrder(NftCounterAttr.NFTA_COUNTER_PACKETS, packets);
    }

    static Counter decode(AttributeReader a) throws NetlinkException {
        long packets = 0;
        long bytes = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftCounterAttr.NFTA_COUNTER_PACKETS -> packets = a.u64NetworkOrder();
                case NftCounterAttr.NFTA_COUNTER_BYTES -> bytes = a.u64NetworkOrder();
                default -> {} // padding
            }
        }
        return new Counter(packets, bytes);
    }
}
