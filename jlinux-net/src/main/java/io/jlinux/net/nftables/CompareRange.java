package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftRangeAttr;

/**
 * Ends the rule unless a register is between two constants, both included, or is not.
 *
 * @param inverted goes on outside of them
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Expressions</a>
 */
public record CompareRange(int register, boolean inverted, Data from, Data to) implements Expression {
    public CompareRange {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "range";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftRangeAttr.NFTA_RANGE_SREG, register);
        w.attributeU32NetworkOrder(NftRangeAttr.NFTA_RANGE_OP, inverted ? 1 : 0);
        Wire.value(w, NftRangeAttr.NFTA_RANGE_FROM_DATA, from);
        Wire.value(w, NftRangeAttr.NFTA_RANGE_TO_DATA, to);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int register = 0;
        int operation = 0;
        Data from = Data.of();
        Data to = Data.of();
        while (a.next()) {
            switch (a.type()) {
                case NftRangeAttr.NFTA_RANGE_SREG -> register = Registers.received(a.u32NetworkOrder());
                case NftRangeAttr.NFTA_RANGE_OP -> operation = a.u32NetworkOrder();
                case NftRangeAttr.NFTA_RANGE_FROM_DATA -> from = Wire.readValue(a);
                case NftRangeAttr.NFTA_RANGE_TO_DATA -> to = Wire.readValue(a);
                default -> {} // nothing else is known
            }
        }
        return new CompareRange(register, operation == 1, from, to);
    }
}
