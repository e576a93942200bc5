package io.jlinux.net.nftables;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.wire.NftPayloadAttr;

/**
 * Writes bytes of the packet from a register.
 *
 * @param checksumType {@code NFT_PAYLOAD_CSUM_*}: 0 for none, 1 for that of IP, TCP and UDP
 * @param checksumOffset where the checksum stands, from the same base
 * @param pseudoHeader the checksum of the transport header covers these bytes too
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Payload statement</a>
 */
public record PayloadSet(
        PayloadBase base,
        int offset,
        int length,
        int register,
        int checksumType,
        int checksumOffset,
        boolean pseudoHeader)
        implements Expression {
    public PayloadSet {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "payload";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_SREG, register);
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_BASE, base.ordinal());
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_OFFSET, offset);
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_LEN, length);
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_CSUM_TYPE, checksumType);
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_CSUM_OFFSET, checksumOffset);
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_CSUM_FLAGS, pseudoHeader ? 1 : 0);
    }
}
