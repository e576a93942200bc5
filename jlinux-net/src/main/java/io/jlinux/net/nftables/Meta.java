package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftMetaAttr;
import java.util.Optional;

/**
 * Reads something about the packet into a register: its devices, its mark, who sent it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Meta expressions</a>
 */
public record Meta(MetaKey key, int register) implements Expression {
    public Meta {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "meta";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftMetaAttr.NFTA_META_KEY, key.ordinal());
        w.attributeU32NetworkOrder(NftMetaAttr.NFTA_META_DREG, register);
    }

    static Optional<Expression> decode(AttributeReader a) throws NetlinkException {
        int dreg = 0;
        int sreg = 0;
        int key = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftMetaAttr.NFTA_META_DREG -> dreg = Registers.received(a.u32NetworkOrder());
                case NftMetaAttr.NFTA_META_SREG -> sreg = Registers.received(a.u32NetworkOrder());
                case NftMetaAttr.NFTA_META_KEY -> key = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        int from = sreg;
        int to = dreg;
        return MetaKey.of(key).map(k -> from == 0 ? new Meta(k, to) : new MetaSet(k, from));
    }
}
