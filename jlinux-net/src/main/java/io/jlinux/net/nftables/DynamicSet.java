package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftDynsetAttr;
import java.time.Duration;
import java.util.Optional;

/**
 * Adds the value of a register to a set, which must have {@link SetFlag#DYNAMIC}.
 *
 * @param operation add, update (which renews the timeout of an element), or delete
 * @param timeout of the element; empty for that of the set
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Set statement</a>
 */
public record DynamicSet(String set, Operation operation, int keyRegister, Optional<Duration> timeout)
        implements Expression {
    /** In the order of {@code NFT_DYNSET_OP_*}. */
    public enum Operation {
        ADD,
        UPDATE,
        /** Linux 5.4. */
        DELETE
    }

    public DynamicSet {
        Names.check(set);
        Registers.checked(keyRegister);
    }

    @Override
    public String kind() {
        return "dynset";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeString(NftDynsetAttr.NFTA_DYNSET_SET_NAME, set);
        w.attributeU32NetworkOrder(NftDynsetAttr.NFTA_DYNSET_OP, operation.ordinal());
        w.attributeU32NetworkOrder(NftDynsetAttr.NFTA_DYNSET_SREG_KEY, keyRegister);
        timeout.ifPresent(t -> w.attributeU64NetworkOrder(NftDynsetAttr.NFTA_DYNSET_TIMEOUT, t.toMillis()));
    }

    /** Empty where it has data, or expressions for each element. */
    static Optional<Expression> decode(AttributeReader a) throws NetlinkException {
        String set = "";
        int operation = 0;
        int register = 0;
        Optional<Duration> timeout = Optional.empty();
        boolean more = false;
        while (a.next()) {
            switch (a.type()) {
                case NftDynsetAttr.NFTA_DYNSET_SET_NAME -> set = a.string();
                case NftDynsetAttr.NFTA_DYNSET_OP -> operation = a.u32NetworkOrder();
                case NftDynsetAttr.NFTA_DYNSET_SREG_KEY -> register = Registers.received(a.u32NetworkOrder());
                case NftDynsetAttr.NFTA_DYNSET_TIMEOUT -> timeout = Durations.ofMillis(a.u64NetworkOrder());
                case NftDynsetAttr.NFTA_DYNSET_FLAGS -> more |= a.u32NetworkOrder() != 0;
                case NftDynsetAttr.NFTA_DYNSET_SREG_DATA,
                        NftDynsetAttr.NFTA_DYNSET_EXPR,
                        NftDynsetAttr.NFTA_DYNSET_EXPRESSIONS -> more = true;
                default -> {} // padding, and the number of a set
            }
        }
        Operation[] all = Operation.values();
        if (more || operation < 0 || operation >= all.length) return Optional.empty();
        return Optional.of(new DynamicSet(Wire.name(set), all[operation], register, timeout));
    }
}
