package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftPayloadAttr;

/**
 * Reads bytes of the packet into a register.
 *
 * @param base where the offset counts from
 * @param offset in bytes
 * @param length in bytes, 1 to 16
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Payload expressions</a>
 */
public record Payload(PayloadBase base, int offset, int length, int register) implements Expression {
    public Payload {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "payload";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_DREG, register);
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_BASE, base.ordinal());
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_OFFSET, offset);
        w.attributeU32NetworkOrder(NftPayloadAttr.NFTA_PAYLOAD_LEN, length);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int dreg = 0;
        int sreg = 0;
        int base = 0;
        int offset = 0;
        int length = 0;
        int checksum = 0;
        int checksumOffset = 0;
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftPayloadAttr.NFTA_PAYLOAD_DREG -> dreg = a.u32NetworkOrder();
                case NftPayloadAttr.NFTA_PAYLOAD_SREG -> sreg = a.u32NetworkOrder();
                case NftPayloadAttr.NFTA_PAYLOAD_BASE -> base = a.u32NetworkOrder();
                case NftPayloadAttr.NFTA_PAYLOAD_OFFSET -> offset = a.u32NetworkOrder();
                case NftPayloadAttr.NFTA_PAYLOAD_LEN -> length = a.u32NetworkOrder();
                case NftPayloadAttr.NFTA_PAYLOAD_CSUM_TYPE -> checksum = a.u32NetworkOrder();
                case NftPayloadAttr.NFTA_PAYLOAD_CSUM_OFFSET -> checksumOffset = a.u32NetworkOrder();
                case NftPayloadAttr.NFTA_PAYLOAD_CSUM_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        PayloadBase from = PayloadBase.of(base);
        if (sreg == 0) return new Payload(from, offset, length, Registers.received(dreg));
        return new PayloadSet(
                from, offset, length, Registers.received(sreg), checksum, checksumOffset, (flags & 1) != 0);
    }
}
