package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftNatAttr;

/**
 * Gives a connection another source or destination, from registers.
 *
 * @param source changes the source, else the destination
 * @param family of the addresses, {@link Family#IP} or {@link Family#IP6}; {@link Family#INET} for ports alone
 * @param addressMin register of the first address; 0 for none
 * @param addressMax register of the last address; 0 for that of the first
 * @param portMin register of the first port; 0 for none
 * @param portMax register of the last port; 0 for that of the first
 * @param flags {@code NF_NAT_RANGE_*}
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), NAT statements</a>
 */
public record NatExpression(
        boolean source, Family family, int addressMin, int addressMax, int portMin, int portMax, int flags)
        implements Expression {
    public NatExpression {
        Registers.checked(addressMin);
        Registers.checked(addressMax);
        Registers.checked(portMin);
        Registers.checked(portMax);
    }

    @Override
    public String kind() {
        return "nat";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftNatAttr.NFTA_NAT_TYPE, source ? 0 : 1);
        w.attributeU32NetworkOrder(NftNatAttr.NFTA_NAT_FAMILY, family.number());
        if (addressMin != 0) {
            w.attributeU32NetworkOrder(NftNatAttr.NFTA_NAT_REG_ADDR_MIN, addressMin);
            if (addressMax != 0) w.attributeU32NetworkOrder(NftNatAttr.NFTA_NAT_REG_ADDR_MAX, addressMax);
        }
        if (portMin != 0) {
            w.attributeU32NetworkOrder(NftNatAttr.NFTA_NAT_REG_PROTO_MIN, portMin);
            if (portMax != 0) w.attributeU32NetworkOrder(NftNatAttr.NFTA_NAT_REG_PROTO_MAX, portMax);
        }
        if (flags != 0) w.attributeU32NetworkOrder(NftNatAttr.NFTA_NAT_FLAGS, flags);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int type = 0;
        int family = 0;
        int addressMin = 0;
        int addressMax = 0;
        int portMin = 0;
        int portMax = 0;
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftNatAttr.NFTA_NAT_TYPE -> type = a.u32NetworkOrder();
                case NftNatAttr.NFTA_NAT_FAMILY -> family = a.u32NetworkOrder();
                case NftNatAttr.NFTA_NAT_REG_ADDR_MIN -> addressMin = Registers.received(a.u32NetworkOrder());
                case NftNatAttr.NFTA_NAT_REG_ADDR_MAX -> addressMax = Registers.received(a.u32NetworkOrder());
                case NftNatAttr.NFTA_NAT_REG_PROTO_MIN -> portMin = Registers.received(a.u32NetworkOrder());
                case NftNatAttr.NFTA_NAT_REG_PROTO_MAX -> portMax = Registers.received(a.u32NetworkOrder());
                case NftNatAttr.NFTA_NAT_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        return new NatExpression(type == 0, Family.of(family), addressMin, addressMax, portMin, portMax, flags);
    }
}
