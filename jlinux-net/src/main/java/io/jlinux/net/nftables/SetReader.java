package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftSetAttr;
import io.jlinux.net.wire.NftSetDescAttr;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A set from a message. */
final class SetReader {
    private String table = "";
    private String name = "";
    private int flags;
    private int keyType;
    private int keyLength;
    private int dataType;
    private int dataLength;
    private Optional<ObjectType> objects = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private Optional<Duration> gcInterval = Optional.empty();
    private int size;
    private Optional<String> comment = Optional.empty();
    private long handle;

    private SetReader() {}

    static NftSet decode(Message message) throws NetlinkException {
        Wire.require(message, Nfnl.NFT_MSG_NEWSET, Nfnl.NFT_MSG_DELSET);
        SetReader reader = new SetReader();
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) reader.read(a);
        return reader.result(Wire.tableName(message, reader.table));
    }

    private void read(AttributeReader a) throws NetlinkException {
        switch (a.type()) {
            case NftSetAttr.NFTA_SET_TABLE -> table = a.string();
            case NftSetAttr.NFTA_SET_NAME -> name = a.string();
            case NftSetAttr.NFTA_SET_FLAGS -> flags = a.u32NetworkOrder();
            case NftSetAttr.NFTA_SET_KEY_TYPE -> keyType = a.u32NetworkOrder();
            case NftSetAttr.NFTA_SET_KEY_LEN -> keyLength = a.u32NetworkOrder();
            case NftSetAttr.NFTA_SET_DATA_TYPE -> dataType = a.u32NetworkOrder();
            case NftSetAttr.NFTA_SET_DATA_LEN -> dataLength = a.u32NetworkOrder();
            case NftSetAttr.NFTA_SET_OBJ_TYPE -> objects = ObjectType.of(a.u32NetworkOrder());
            case NftSetAttr.NFTA_SET_TIMEOUT -> timeout = Durations.ofMillis(a.u64NetworkOrder());
            case NftSetAttr.NFTA_SET_GC_INTERVAL -> gcInterval = Durations.ofMillis(a.u32NetworkOrder() & 0xffff_ffffL);
            case NftSetAttr.NFTA_SET_DESC -> readDescription(a.nested());
            case NftSetAttr.NFTA_SET_USERDATA -> comment = UserData.readComment(UserData.SET_COMMENT, a.bytes());
            case NftSetAttr.NFTA_SET_HANDLE -> handle = a.u64NetworkOrder();
            default -> {} // policies, expressions for each element
        }
    }

    private void readDescription(AttributeReader a) throws NetlinkException {
        while (a.next()) {
            if (a.type() == NftSetDescAttr.NFTA_SET_DESC_SIZE) size = a.u32NetworkOrder();
        }
    }

    private NftSet result(TableName in) throws NetlinkException {
        Set<SetFlag> known = EnumSet.noneOf(SetFlag.class);
        for (SetFlag f : SetFlag.values()) {
            if ((flags & f.bit()) != 0) known.add(f);
        }
        Optional<MapData> data = Optional.empty();
        if ((flags & NftSet.OBJECT) != 0) {
            data = objects.map(MapData::of);
        } else if ((flags & NftSet.MAP) != 0) {
            data = Optional.of(
                    dataType == NftSet.VERDICT_TYPE
                            ? MapData.VERDICT
                            : new MapData(Optional.of(KeyType.of(dataType, dataLength)), Optional.empty()));
        }
        return new NftSet(
                in,
                Wire.name(name),
                KeyType.of(keyType, keyLength),
                data,
                known,
                timeout,
                gcInterval,
                size,
                comment,
                handle);
    }
}
