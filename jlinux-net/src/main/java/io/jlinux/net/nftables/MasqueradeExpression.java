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
    private static final PortRegisters ATTRIBUTES = new PortRegisters(
            NftMasqAttr.NFTA_MASQ_REG_PROTO_MIN, NftMasqAttr.NFTA_MASQ_REG_PROTO_MAX, NftMasqAttr.NFTA_MASQ_FLAGS);

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
        ATTRIBUTES.write(w, portMin, portMax, flags);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        return ATTRIBUTES.read(a, MasqueradeExpression::new);
    }
}
