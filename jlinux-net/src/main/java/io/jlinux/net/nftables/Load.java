package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftImmediateAttr;

/**
 * Loads a constant into a register.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Expressions</a>
 */
public record Load(int register, Data value) implements Expression {
    public Load {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "immediate";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftImmediateAttr.NFTA_IMMEDIATE_DREG, register);
        Wire.value(w, NftImmediateAttr.NFTA_IMMEDIATE_DATA, value);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int register = 0;
        Wire.DataOrVerdict loaded = new Wire.DataOrVerdict(Data.of(), null);
        while (a.next()) {
            switch (a.type()) {
                case NftImmediateAttr.NFTA_IMMEDIATE_DREG -> register = Registers.received(a.u32NetworkOrder());
                case NftImmediateAttr.NFTA_IMMEDIATE_DATA -> loaded = Wire.read(a);
                default -> {} // nothing else is known
            }
        }
        Verdict verdict = loaded.verdict();
        Data data = loaded.data();
        if (verdict != null) return new Decide(verdict);
        if (data == null) throw NetlinkException.malformed("a constant without a value");
        return new Load(register, data);
    }
}
