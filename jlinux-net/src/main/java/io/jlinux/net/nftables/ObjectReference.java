package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftObjrefAttr;
import java.util.Optional;

/**
 * Uses a named object of the table, such as a counter.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Stateful objects</a>
 */
public record ObjectReference(ObjectType type, String name) implements Expression {
    public ObjectReference {
        Names.check(name);
    }

    @Override
    public String kind() {
        return "objref";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftObjrefAttr.NFTA_OBJREF_IMM_TYPE, type.number());
        w.attributeString(NftObjrefAttr.NFTA_OBJREF_IMM_NAME, name);
    }

    /** Empty where the object comes from a map, or is of a kind that is not known. */
    static Optional<Expression> decode(AttributeReader a) throws NetlinkException {
        Optional<ObjectType> type = Optional.empty();
        String name = "";
        while (a.next()) {
            switch (a.type()) {
                case NftObjrefAttr.NFTA_OBJREF_IMM_TYPE -> type = ObjectType.of(a.u32NetworkOrder());
                case NftObjrefAttr.NFTA_OBJREF_IMM_NAME -> name = a.string();
                default -> {} // a map
            }
        }
        if (type.isEmpty() || name.isEmpty()) return Optional.empty();
        return Optional.of(new ObjectReference(type.get(), Wire.name(name)));
    }
}
