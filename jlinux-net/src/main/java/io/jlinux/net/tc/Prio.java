package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bands of which the first goes before all others: classes {@code :1}, {@code :2} …, each with a qdisc of its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-prio.8.html">tc-prio(8)</a>
 */
public final class Prio extends QdiscSpec<Prio> {
    /** How many, 2 to 16. */
    public static final Setting<Prio, Integer> BANDS = Setting.inside("bands", AttributeType.U8);

    /** For each of the sixteen priorities of a packet its band, from 0 on. */
    public static final Setting<Prio, List<Integer>> MAP =
            Setting.inside("priomap", AttributeType.BYTES.as(Prio::bytes, bytes -> {
                List<Integer> list = new ArrayList<>();
                for (byte b : bytes) list.add(b & 0xff);
                return List.copyOf(list);
            }));

    private static final int PRIORITIES = 16;
    private static final List<Integer> DEFAULT_MAP = List.of(1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
    private static final int DEFAULT_BANDS = 3;

    private Prio(Map<Setting<?, ?>, Object> values) {
        super(values);
    }

    /** One with three bands, which the type of service of packets chooses. */
    public static Prio of() {
        return new Prio(Map.of());
    }

    private static byte[] bytes(List<Integer> bands) {
        if (bands.size() != PRIORITIES) throw new IllegalArgumentException(bands.size() + " bands for 16 priorities");
        byte[] bytes = new byte[PRIORITIES];
        for (int i = 0; i < PRIORITIES; i++) {
            int band = bands.get(i);
            if (band < 0 || band >= PRIORITIES) throw new IllegalArgumentException("band " + band);
            bytes[i] = (byte) band;
        }
        return bytes;
    }

    @Override
    Prio copy(Map<Setting<?, ?>, Object> changed) {
        return new Prio(changed);
    }

    @Override
    public String kind() {
        return "prio";
    }

    @Override
    void write(MessageWriter w) {
        w.u32(value(BANDS, DEFAULT_BANDS)).bytes(MAP.type().encode(value(MAP, DEFAULT_MAP)));
    }

    static Prio read(AttributeReader options) throws NetlinkException {
        Values v = new Values().put(BANDS, TcTypes.struct(options.bytes(0, 4)).getInt());
        List<Integer> map = new ArrayList<>();
        for (byte b : options.bytes(4, PRIORITIES)) map.add(b & 0xff);
        return new Prio(v.put(MAP, List.copyOf(map)).map());
    }
}
