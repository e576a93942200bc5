package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftObjAttr;
import java.util.Locale;
import java.util.Optional;

/**
 * A named object of a table, which rules share: a counter, a quota, a limit; to be made, or as it was read.
 *
 * @param state what it is and how it stands: {@link Counter}, {@link Quota}, {@link Limit}, {@link ConnectionLimit}; of other
 *     kinds the attributes as they were read
 * @param comment up to 127 bytes
 * @param handle the kernel's number; 0 before it is made
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Stateful objects</a>
 */
public record NamedObject(
        TableName table, String name, ObjectType type, Expression state, Optional<String> comment, long handle) {
    public NamedObject {
        Names.check(name);
    }

    public static NamedObject counter(TableName table, String name) {
        return new NamedObject(table, name, ObjectType.COUNTER, Counter.ZERO, Optional.empty(), 0);
    }

    public static NamedObject quota(TableName table, String name, Quota quota) {
        return new NamedObject(table, name, ObjectType.QUOTA, quota, Optional.empty(), 0);
    }

    public static NamedObject limit(TableName table, String name, Limit limit) {
        return new NamedObject(table, name, ObjectType.LIMIT, limit, Optional.empty(), 0);
    }

    /** That a rule uses it. */
    public ObjectReference reference() {
        return new ObjectReference(type, name);
    }

    void write(MessageWriter w) {
        writeName(w);
        int nest = w.beginFlaggedNest(NftObjAttr.NFTA_OBJ_DATA);
        state.write(w);
        w.endNest(nest);
        comment.ifPresent(
                c -> w.attributeBytes(NftObjAttr.NFTA_OBJ_USERDATA, UserData.comment(UserData.OBJECT_COMMENT, c)));
    }

    void writeName(MessageWriter w) {
        w.attributeString(NftObjAttr.NFTA_OBJ_TABLE, table.name());
        w.attributeString(NftObjAttr.NFTA_OBJ_NAME, name);
        w.attributeU32NetworkOrder(NftObjAttr.NFTA_OBJ_TYPE, type.number());
    }

    /** Empty for kinds that later kernels add. */
    static Optional<NamedObject> decode(Message message) throws NetlinkException {
        Wire.require(message, Nfnl.NFT_MSG_NEWOBJ, Nfnl.NFT_MSG_DELOBJ);
        String table = "";
        String name = "";
        Optional<ObjectType> type = Optional.empty();
        Optional<String> comment = Optional.empty();
        long handle = 0;
        Attributes data = Attributes.NONE;
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
            switch (a.type()) {
                case NftObjAttr.NFTA_OBJ_TABLE -> table = a.string();
                case NftObjAttr.NFTA_OBJ_NAME -> name = a.string();
                case NftObjAttr.NFTA_OBJ_TYPE -> type = ObjectType.of(a.u32NetworkOrder());
                case NftObjAttr.NFTA_OBJ_DATA -> data = Attributes.within(a);
                case NftObjAttr.NFTA_OBJ_HANDLE -> handle = a.u64NetworkOrder();
                case NftObjAttr.NFTA_OBJ_USERDATA -> comment = UserData.readComment(UserData.OBJECT_COMMENT, a.bytes());
                default -> {} // how many use it
            }
        }
        if (type.isEmpty()) return Optional.empty();
        return Optional.of(new NamedObject(
                Wire.tableName(message, table), Wire.name(name), type.get(), state(type.get(), data), comment, handle));
    }

    private static Expression state(ObjectType type, Attributes data) throws NetlinkException {
        return switch (type) {
            case COUNTER -> Counter.decode(data.reader());
            case QUOTA -> Quota.decode(data.reader());
            case LIMIT -> Limit.decode(data.reader());
            case CONNLIMIT -> ConnectionLimit.decode(data.reader());
            default -> new OtherExpression(type.name().toLowerCase(Locale.ROOT), data);
        };
    }
}
