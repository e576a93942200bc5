package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftQuotaAttr;

/**
 * Goes on only up to a number of bytes.
 *
 * @param over goes on only above it
 * @param consumed so far, in bytes
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Quota</a>
 */
public record Quota(long bytes, boolean over, long consumed) implements Expression {
    private static final int INVERTED = 1;

    /** Goes on until so many bytes have come. */
    public static Quota until(long bytes) {
        return new Quota(bytes, false, 0);
    }

    /** Goes on when more bytes have come. */
    public static Quota over(long bytes) {
        return new Quota(bytes, true, 0);
    }

    @Override
    public String kind() {
        return "quota";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU64NetworkOrder(NftQuotaAttr.NFTA_QUOTA_BYTES, bytes);
        w.attributeU64NetworkOrder(NftQuotaAttr.NFTA_QUOTA_CONSUMED, consumed);
        w.attributeU32NetworkOrder(NftQuotaAttr.NFTA_QUOTA_FLAGS, over ? INVERTED : 0);
    }

    static Quota decode(AttributeReader a) throws NetlinkException {
        long bytes = 0;
        long consumed = 0;
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftQuotaAttr.NFTA_QUOTA_BYTES -> bytes = a.u64NetworkOrder();
                case NftQuotaAttr.NFTA_QUOTA_CONSUMED -> consumed = a.u64NetworkOrder();
                case NftQuotaAttr.NFTA_QUOTA_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // padding
            }
        }
        return new Quota(bytes, (flags & INVERTED) != 0, consumed);
    }
}
