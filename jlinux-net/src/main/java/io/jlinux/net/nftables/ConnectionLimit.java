package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftConnlimitAttr;

/**
 * Goes on only up to a number of connections.
 *
 * @param over goes on only above it
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Connection limit: ct count</a>
 */
public record ConnectionLimit(int count, boolean over) implements Expression {
    private static final int INVERTED = 1;

    @Override
    public String kind() {
        return "connlimit";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftConnlimitAttr.NFTA_CONNLIMIT_COUNT, count);
        w.attributeU32NetworkOrder(NftConnlimitAttr.NFTA_CONNLIMIT_FLAGS, over ? INVERTED : 0);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int count = 0;
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftConnlimitAttr.NFTA_CONNLIMIT_COUNT -> count = a.u32NetworkOrder();
                case NftConnlimitAttr.NFTA_CONNLIMIT_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        return new ConnectionLimit(count, (flags & INVERTED) != 0);
    }
}
