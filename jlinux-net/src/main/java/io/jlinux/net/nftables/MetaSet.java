package io.jlinux.net.nftables;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.wire.NftMetaAttr;

/**
 * Sets something about the packet from a register, such as its mark.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Meta statement</a>
 */
public record MetaSet(MetaKey key, int register) implements Expression {
    public MetaSet {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "meta";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftMetaAttr.NFTA_META_KEY, key.ordinal());
        w.attributeU32NetworkOrder(NftMetaAttr.NFTA_META_SREG, register);
    }
}
