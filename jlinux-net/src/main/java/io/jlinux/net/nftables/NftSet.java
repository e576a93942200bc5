package io.jlinux.net.nftables;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.wire.NftSetAttr;
import io.jlinux.net.wire.NftSetDescAttr;
import io.jlinux.net.wire.NftSetFieldAttr;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A named set or map: to be made, or as it was read. Its elements are apart: {@link Batch#addElements}, {@link
 * Nftables#elements}.
 *
 * @param key what its keys are
 * @param data what its elements hold; empty for a set
 * @param timeout after which elements go that say nothing else
 * @param gcInterval how often it is looked for those
 * @param size how many elements it takes at most; 0 for as many as there is memory
 * @param comment up to 127 bytes
 * @param handle the kernel's number; 0 before it is made
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Sets, Maps</a>
 */
public record NftSet(
        TableName table,
        String name,
        KeyType key,
        Optional<MapData> data,
        Set<SetFlag> flags,
        Optional<Duration> timeout,
        Optional<Duration> gcInterval,
        int size,
        Optional<String> comment,
        long handle) {
    static final int MAP = 1 << 3;
    static final int OBJECT = 1 << 6;
    static final int CONCAT = 1 << 7;

    /** {@code NFT_DATA_VERDICT}. */
    static final int VERDICT_TYPE = 0xffff_ff00;

    public NftSet {
        Names.check(name);
        flags = Set.copyOf(flags);
    }

    /** A set of keys of these types. */
    public static NftSet of(TableName table, String name, DataType<?>... key) {
        return of(table, name, KeyType.of(key));
    }

    static NftSet of(TableName table, String name, KeyType key) {
        return new NftSet(
                table,
                name,
                key,
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                0);
    }

    /** A map. */
    public NftSet map(MapData values) {
        return new NftSet(table, name, key, Optional.of(values), flags, timeout, gcInterval, size, comment, handle);
    }

    /** With these flags besides those that it has. */
    public NftSet flags(SetFlag... more) {
        Set<SetFlag> all = EnumSet.noneOf(SetFlag.class);
        all.addAll(flags);
        all.addAll(Set.of(more));
        return new NftSet(table, name, key, data, all, timeout, gcInterval, size, comment, handle);
    }

    /** Whose elements go after a time, unless they say another one. */
    public NftSet timeout(Duration after) {
        NftSet s = flags(SetFlag.TIMEOUT);
        return new NftSet(table, name, key, data, s.flags, Optional.of(after), gcInterval, size, comment, handle);
    }

    public NftSet size(int max) {
        return new NftSet(table, name, key, data, flags, timeout, gcInterval, max, comment, handle);
    }

    public NftSet comment(String text) {
        Optional<String> c = Optional.of(UserData.check(text));
        return new NftSet(table, name, key, data, flags, timeout, gcInterval, size, c, handle);
    }

    NftSet named(String other) {
        return new NftSet(table, other, key, data, flags, timeout, gcInterval, size, comment, handle);
    }

    public boolean isInterval() {
        return flags.contains(SetFlag.INTERVAL);
    }

    /** Whether an interval is one element with two keys; else it is two elements, of which the second ends it. */
    boolean hasRangeElements() {
        return isInterval() && key.isConcatenation();
    }

    void write(MessageWriter w, int id) {
        w.attributeString(NftSetAttr.NFTA_SET_TABLE, table.name());
        w.attributeString(NftSetAttr.NFTA_SET_NAME, name);
        w.attributeU32NetworkOrder(NftSetAttr.NFTA_SET_FLAGS, bits());
        w.attributeU32NetworkOrder(NftSetAttr.NFTA_SET_KEY_TYPE, key.number());
        w.attributeU32NetworkOrder(NftSetAttr.NFTA_SET_KEY_LEN, key.length());
        data.ifPresent(d -> writeData(w, d));
        w.attributeU32NetworkOrder(NftSetAttr.NFTA_SET_ID, id);
        timeout.ifPresent(t -> w.attributeU64NetworkOrder(NftSetAttr.NFTA_SET_TIMEOUT, t.toMillis()));
        gcInterval.ifPresent(
                t -> w.attributeU32NetworkOrder(NftSetAttr.NFTA_SET_GC_INTERVAL, Math.toIntExact(t.toMillis())));
        writeDescription(w);
        w.attributeBytes(NftSetAttr.NFTA_SET_USERDATA, userData());
    }

    private int bits() {
        int bits = 0;
        for (SetFlag f : flags) bits |= f.bit();
        if (data.isPresent()) bits |= data.get().objects().isPresent() ? OBJECT : MAP;
        if (hasRangeElements()) bits |= CONCAT;
        return bits;
    }

    private static void writeData(MessageWriter w, MapData d) {
        d.objects().ifPresent(o -> w.attributeU32NetworkOrder(NftSetAttr.NFTA_SET_OBJ_TYPE, o.number()));
        if (d.objects().isPresent()) return;
        int type = d.values().map(KeyType::number).orElse(VERDICT_TYPE);
        w.attributeU32NetworkOrder(NftSetAttr.NFTA_SET_DATA_TYPE, type);
        d.values().ifPresent(k -> w.attributeU32NetworkOrder(NftSetAttr.NFTA_SET_DATA_LEN, k.length()));
    }

    private void writeDescription(MessageWriter w) {
        if (size == 0 && !hasRangeElements()) return;
        int nest = w.beginFlaggedNest(NftSetAttr.NFTA_SET_DESC);
        if (size != 0) w.attributeU32NetworkOrder(NftSetDescAttr.NFTA_SET_DESC_SIZE, size);
        if (hasRangeElements()) {
            int list = w.beginFlaggedNest(NftSetDescAttr.NFTA_SET_DESC_CONCAT);
            for (DataType<?> t : key.fields()) {
                int field = w.beginFlaggedNest(io.jlinux.net.wire.NftListAttr.NFTA_LIST_ELEM);
                w.attributeU32NetworkOrder(NftSetFieldAttr.NFTA_SET_FIELD_LEN, t.length());
                w.endNest(field);
            }
            w.endNest(list);
        }
        w.endNest(nest);
    }

    private byte[] userData() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UserData.putU32(out, UserData.SET_KEY_BYTEORDER, key.byteOrder());
        data.flatMap(MapData::values).ifPresent(k -> UserData.putU32(out, UserData.SET_DATA_BYTEORDER, k.byteOrder()));
        comment.ifPresent(c -> UserData.putString(out, UserData.SET_COMMENT, c));
        return out.toByteArray();
    }

    /** {@code inet mine blocked}. */
    @Override
    public String toString() {
        return table + " " + name;
    }
}
