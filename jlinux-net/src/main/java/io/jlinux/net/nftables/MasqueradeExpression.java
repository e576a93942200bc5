package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftMasqAttr;

/**
 * Gives a connection the address of the device that it goes out of as its source.
 *
 * @param portMin register of the first port; 0 for none
 * @param portMax register of the last port; 0 for that of the first
 * @param flags {@code NF_NAT_RANGE_*}
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), NAT statements</a>
 */
public record MasqueradeExpression(int portMin, int portMax, int flags) implements Expression {
    public MasqueradeExpression {
        Registers.checked(portMin);
        Registers.checked(portMax);
    }

    @Override
    public String kind() {
        return "masq";
    }

    @Override
    public void write(MessageWriter w) {
        if (flags != 0) w.attributeU32NetworkOrder(NftMasqAttr.NFTA_MASQ_FLAGS, flags);
        if (portMin == 0) return;
        w.attributeU32NetworkOrder(NftMasqAttr.NFTA_MASQ_REG_PROTO_MIN, portMin);
        if (portMax != 0) w.attributeU32NetworkOrder(NftMasqAttr.NFTA_MASQ_REG_PROTO_MAX, portMax);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int portMin = 0;
        int portMax = 0;
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftMasqAttr.NFTA_MASQ_REG_PROTO_MIN -> portMin = Registers.received(a.u32NetworkOrder());
                case NftMasqAttr.NFTA_MASQ_REG_PROTO_MAX -> portMax = Registers.received(a.u32NetworkOrder());
                case NftMasqAttr.NFTA_MASQ_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        return new MasqueradeExpression(portMin, portMax, flags);
    }
}
