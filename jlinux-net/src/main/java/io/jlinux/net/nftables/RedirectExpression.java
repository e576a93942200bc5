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
    private static final PortRegisters ATTRIBUTES = new PortRegisters(
            NftRedirAttr.NFTA_REDIR_REG_PROTO_MIN,
            NftRedirAttr.NFTA_REDIR_REG_PROTO_MAX,
            NftRedirAttr.NFTA_REDIR_FLAGS);

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
        ATTRIBUTES.write(w, portMin, portMax, flags);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        return ATTRIBUTES.read(a, RedirectExpression::new);
    }
}
