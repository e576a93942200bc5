package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftRedirAttr;

/**
 * Gives a connection this host as its destination.
 *
 * @param portMin register of the first port; 0 for none
 * @param portMax register of the last port; 0 for that of the first
 * @param flags {@code NF_NAT_RANGE_*}
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), NAT statements</a>
 */
public record RedirectExpression(int portMin, int portMax, int flags) implements Expression {
    public RedirectExpression {
        Registers.checked(portMin);
        Registers.checked(portMax);
    }

    @Override
    public String kind() {
        return "redir";
    }

    @Override
    public void write(MessageWriter w) {
        if (flags != 0) w.attributeU32NetworkOrder(NftRedirAttr.NFTA_REDIR_FLAGS, flags);
        if (portMin == 0) return;
        w.attributeU32NetworkOrder(NftRedirAttr.NFTA_REDIR_REG_PROTO_MIN, portMin);
        if (portMax != 0) w.attributeU32NetworkOrder(NftRedirAttr.NFTA_REDIR_REG_PROTO_MAX, portMax);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int portMin = 0;
        int portMax = 0;
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftRedirAttr.NFTA_REDIR_REG_PROTO_MIN -> portMin = Registers.received(a.u32NetworkOrder());
                case NftRedirAttr.NFTA_REDIR_REG_PROTO_MAX -> portMax = Registers.received(a.u32NetworkOrder());
                case NftRedirAttr.NFTA_REDIR_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        return new RedirectExpression(portMin, portMax, flags);
    }
}
