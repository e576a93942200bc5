package io.jlinux.net.nftables;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.wire.NftCtAttr;
import java.util.Optional;

/**
 * Sets something about the connection from a register, such as its mark.
 *
 * @param direction of keys that have one
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Conntrack statement</a>
 */
public record CtSet(CtKey key, Optional<CtDirection> direction, int register) implements Expression {
    public CtSet {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "ct";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftCtAttr.NFTA_CT_KEY, key.ordinal());
        w.attributeU32NetworkOrder(NftCtAttr.NFTA_CT_SREG, register);
        direction.ifPresent(d -> w.attributeU8(NftCtAttr.NFTA_CT_DIRECTION, d.ordinal()));
    }
}
