package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftCmpAttr;

/**
 * Ends the rule unless a register compares with a constant as asked.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Expressions</a>
 */
public record Compare(int register, Comparison operation, Data value) implements Expression {
    public Compare {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "cmp";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftCmpAttr.NFTA_CMP_SREG, register);
        w.attributeU32NetworkOrder(NftCmpAttr.NFTA_CMP_OP, operation.ordinal());
        Wire.value(w, NftCmpAttr.NFTA_CMP_DATA, value);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int register = 0;
        int operation = 0;
        Data value = Data.of();
        while (a.next()) {
            switch (a.type()) {
                case NftCmpAttr.NFTA_CMP_SREG -> register = Registers.received(a.u32NetworkOrder());
                case NftCmpAttr.NFTA_CMP_OP -> operation = a.u32NetworkOrder();
                case NftCmpAttr.NFTA_CMP_DATA -> value = Wire.readValue(a);
                default -> {} // nothing else is known
            }
        }
        return new Compare(register, Comparison.of(operation), value);
    }
}
