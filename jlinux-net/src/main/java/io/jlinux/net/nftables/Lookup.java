package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftLookupAttr;
import java.util.OptionalInt;

/**
 * Looks the value of a register up in a set, and ends the rule where it is not there; of a map, loads what belongs to it.
 *
 * @param set its name
 * @param setId of a set that is made in the same batch; 0 for one that is there
 * @param destination where a map's value goes to, {@link Registers#VERDICT} for a verdict map; empty for a set
 * @param inverted goes on where it is not in the set
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Sets, Maps</a>
 */
public record Lookup(String set, int setId, int source, OptionalInt destination, boolean inverted)
        implements Expression {
    private static final int INVERTED = 1;

    public Lookup {
        Names.check(set);
        Registers.checked(source);
        destination.ifPresent(Registers::checked);
    }

    /** The same with the number that a set has in a batch. */
    Lookup withId(int id) {
        return new Lookup(set, id, source, destination, inverted);
    }

    @Override
    public String kind() {
        return "lookup";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeString(NftLookupAttr.NFTA_LOOKUP_SET, set);
        w.attributeU32NetworkOrder(NftLookupAttr.NFTA_LOOKUP_SREG, source);
        destination.ifPresent(d -> w.attributeU32NetworkOrder(NftLookupAttr.NFTA_LOOKUP_DREG, d));
        if (setId != 0) w.attributeU32NetworkOrder(NftLookupAttr.NFTA_LOOKUP_SET_ID, setId);
        if (inverted) w.attributeU32NetworkOrder(NftLookupAttr.NFTA_LOOKUP_FLAGS, INVERTED);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        String set = "";
        int source = 0;
        int flags = 0;
        OptionalInt destination = OptionalInt.empty();
        while (a.next()) {
            switch (a.type()) {
                case NftLookupAttr.NFTA_LOOKUP_SET -> set = a.string();
                case NftLookupAttr.NFTA_LOOKUP_SREG -> source = Registers.received(a.u32NetworkOrder());
                case NftLookupAttr.NFTA_LOOKUP_DREG ->
                    destination = OptionalInt.of(Registers.received(a.u32NetworkOrder()));
                case NftLookupAttr.NFTA_LOOKUP_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // numbers of sets are only sent
            }
        }
        return new Lookup(Wire.name(set), 0, source, destination, (flags & INVERTED) != 0);
    }
}
