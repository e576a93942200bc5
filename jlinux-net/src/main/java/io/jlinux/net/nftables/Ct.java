package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftCtAttr;
import java.util.Optional;

/**
 * Reads something about the connection that the packet belongs to into a register.
 *
 * @param direction of keys that have one: the original or the reply
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Conntrack expressions</a>
 */
public record Ct(CtKey key, Optional<CtDirection> direction, int register) implements Expression {
    public Ct {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "ct";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftCtAttr.NFTA_CT_KEY, key.ordinal());
        w.attributeU32NetworkOrder(NftCtAttr.NFTA_CT_DREG, register);
        direction.ifPresent(d -> w.attributeU8(NftCtAttr.NFTA_CT_DIRECTION, d.ordinal()));
    }

    static Optional<Expression> decode(AttributeReader a) throws NetlinkException {
        int dreg = 0;
        int sreg = 0;
        int key = 0;
        Optional<CtDirection> direction = Optional.empty();
        while (a.next()) {
            switch (a.type()) {
                case NftCtAttr.NFTA_CT_DREG -> dreg = Registers.received(a.u32NetworkOrder());
                case NftCtAttr.NFTA_CT_SREG -> sreg = Registers.received(a.u32NetworkOrder());
                case NftCtAttr.NFTA_CT_KEY -> key = a.u32NetworkOrder();
                case NftCtAttr.NFTA_CT_DIRECTION ->
                    direction = Optional.of(a.u8() == 0 ? CtDirection.ORIGINAL : CtDirection.REPLY);
                default -> {} // nothing else is known
            }
        }
        int from = sreg;
        int to = dreg;
        Optional<CtDirection> d = direction;
        return CtKey.of(key).map(k -> from == 0 ? new Ct(k, d, to) : new CtSet(k, d, from));
    }
}
