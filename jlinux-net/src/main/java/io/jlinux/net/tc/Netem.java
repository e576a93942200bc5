package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NetemAttr;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bad network, made on purpose: packets come late, in disorder, twice, broken, or not at all. One of what a link sends; what it
 * receives needs the other end, or an ifb ({@link Shaping}).
 *
 * <pre>{@code
 * Netem.of().delay(Duration.ofMillis(50)).jitter(Duration.ofMillis(5)).loss(Chance.percent(0.1))
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-netem.8.html">tc-netem(8)</a>
 */
public final class Netem extends QdiscSpec<Netem> {
    /** Packets that may be under way or waiting; 1000 as {@code tc} has it. Those beyond are dropped: a delay needs room. */
    public static final Setting<Netem, Long> LIMIT = Setting.inside("limit", AttributeType.U32);

    /** How late every packet comes. */
    public static final Setting<Netem, Duration> DELAY = Setting.inside("delay", TcTypes.NANOS);

    /** By how much that varies, more or less; packets may overtake each other by it. */
    public static final Setting<Netem, Duration> JITTER = Setting.inside("jitter", TcTypes.NANOS);

    /** How much a packet's delay is like that of the one before. */
    public static final Setting<Netem, Chance> DELAY_CORRELATION = Setting.inside("delay correlation", Chance.TYPE);

    public static final Setting<Netem, Chance> LOSS = Setting.inside("loss", Chance.TYPE);
    public static final Setting<Netem, Chance> LOSS_CORRELATION = Setting.inside("loss correlation", Chance.TYPE);
    public static final Setting<Netem, Chance> DUPLICATE = Setting.inside("duplicate", Chance.TYPE);
    public static final Setting<Netem, Chance> DUPLICATE_CORRELATION =
            Setting.inside("duplicate correlation", Chance.TYPE);

    /** Packets that go without the delay, and so before others. */
    public static final Setting<Netem, Chance> REORDER = Setting.inside("reorder", Chance.TYPE);

    public static final Setting<Netem, Chance> REORDER_CORRELATION = Setting.inside("reorder correlation", Chance.TYPE);

    /** Only every n-th packet may do so; 1 for each. */
    public static final Setting<Netem, Long> GAP = Setting.inside("gap", AttributeType.U32);

    /** Packets of which one bit is turned. */
    public static final Setting<Netem, Chance> CORRUPT = Setting.inside("corrupt", Chance.TYPE);

    public static final Setting<Netem, Chance> CORRUPT_CORRELATION = Setting.inside("corrupt correlation", Chance.TYPE);

    /** How fast packets go. */
    public static final Setting<Netem, Rate> RATE = Setting.inside("rate", Rate.TYPE);

    /** Bytes that each packet costs beyond its own; may be negative. */
    public static final Setting<Netem, Integer> PACKET_OVERHEAD = Setting.inside("packet overhead", AttributeType.S32);

    /** Bytes of the cells that packets are cut into; 0 for none. */
    public static final Setting<Netem, Long> CELL_SIZE = Setting.inside("cell size", AttributeType.U32);

    /** Bytes that each cell costs beyond its own. */
    public static final Setting<Netem, Integer> CELL_OVERHEAD = Setting.inside("cell overhead", AttributeType.S32);

    /** Whether packets that can be marked (ECN) are, and not lost. */
    public static final Setting<Netem, Boolean> ECN =
            Setting.of("ecn", NetemAttr.TCA_NETEM_ECN, AttributeType.BOOL_U32);

    private static final long DEFAULT_LIMIT = 1000;
    /** {@code struct tc_netem_qopt}: u32 latency, limit, loss, gap, duplicate, jitter. */
    private static final int SIZE = 24;

    private Netem(Map<Setting<?, ?>, Object> values) {
        super(values);
    }

    /** One that does nothing yet. */
    public static Netem of() {
        return new Netem(Map.of());
    }

    /** How late every packet comes. */
    public Netem delay(Duration delay) {
        return with(DELAY, delay);
    }

    /** By how much the delay varies. */
    public Netem jitter(Duration jitter) {
        return with(JITTER, jitter);
    }

    /** How many packets are lost. */
    public Netem loss(Chance chance) {
        return with(LOSS, chance);
    }

    /** How fast packets go. */
    public Netem rate(Rate rate) {
        return with(RATE, rate);
    }

    /** Packets that may be under way or waiting. */
    public Netem limit(long packets) {
        return with(LIMIT, packets);
    }

    @Override
    Netem copy(Map<Setting<?, ?>, Object> changed) {
        return new Netem(changed);
    }

    @Override
    public String kind() {
        return "netem";
    }

    @Override
    void validate() {
        if (has(JITTER)) required(DELAY);
        if (has(REORDER)) required(DELAY);
        if (has(GAP)) required(REORDER);
    }

    private int parts(Setting<Netem, Chance> setting) {
        return (int) value(setting, new Chance(0)).parts();
    }

    @Override
    void write(MessageWriter w) {
        long gap = value(GAP, has(REORDER) ? 1L : 0L);
        w.u32(Ticks.of(value(DELAY, Duration.ZERO))).u32((int) (long) value(LIMIT, DEFAULT_LIMIT));
        w.u32(parts(LOSS)).u32((int) gap).u32(parts(DUPLICATE)).u32(Ticks.of(value(JITTER, Duration.ZERO)));
        writeAttributes(w);
        writeTime(w, NetemAttr.TCA_NETEM_LATENCY64, DELAY);
        writeTime(w, NetemAttr.TCA_NETEM_JITTER64, JITTER);
        int[] correlations = {parts(DELAY_CORRELATION), parts(LOSS_CORRELATION), parts(DUPLICATE_CORRELATION)};
        if ((correlations[0] | correlations[1] | correlations[2]) != 0) {
            writeStruct(w, NetemAttr.TCA_NETEM_CORR, correlations);
        }
        if (has(REORDER)) writeStruct(w, NetemAttr.TCA_NETEM_REORDER, parts(REORDER), parts(REORDER_CORRELATION));
        if (has(CORRUPT)) writeStruct(w, NetemAttr.TCA_NETEM_CORRUPT, parts(CORRUPT), parts(CORRUPT_CORRELATION));
        Optional<Rate> rate = get(RATE);
        if (rate.isEmpty()) return;
        int cell = (int) (long) value(CELL_SIZE, 0L);
        int overhead = value(PACKET_OVERHEAD, 0);
        writeStruct(w, NetemAttr.TCA_NETEM_RATE, rate.get().shortened(), overhead, cell, value(CELL_OVERHEAD, 0));
        if (rate.get().isLong()) {
            w.attributeU64(NetemAttr.TCA_NETEM_RATE64, rate.get().bytesPerSecond());
        }
    }

    /** The structure has 64 ns and at most 4.6 minutes; nanoseconds came with Linux 4.15. */
    private void writeTime(MessageWriter w, int attribute, Setting<Netem, Duration> setting) {
        Duration time = value(setting);
        if (time != null) w.attributeU64(attribute, time.toNanos());
    }

    private static void writeStruct(MessageWriter w, int attribute, int... numbers) {
        ByteBuffer b = TcTypes.struct(numbers.length * 4);
        for (int n : numbers) b.putInt(n);
        w.attributeBytes(attribute, TcTypes.bytes(b));
    }

    static Netem read(AttributeReader options) throws NetlinkException {
        ByteBuffer b = TcTypes.struct(options.bytes(0, SIZE));
        Values v = new Values().put(LIMIT, b.getInt(4) & 0xffff_ffffL);
        Duration delay = Ticks.duration(b.getInt(0));
        Duration jitter = Ticks.duration(b.getInt(20));
        v.putChance(LOSS, b.getInt(8)).putUnlessZero(GAP, b.getInt(12)).putChance(DUPLICATE, b.getInt(16));
        for (AttributeReader a = options.nested(SIZE); a.next(); ) {
            switch (a.type()) {
                case NetemAttr.TCA_NETEM_LATENCY64 -> delay = TcTypes.NANOS.decode(a);
                case NetemAttr.TCA_NETEM_JITTER64 -> jitter = TcTypes.NANOS.decode(a);
                case NetemAttr.TCA_NETEM_CORR ->
                    chances(v, a, List.of(DELAY_CORRELATION, LOSS_CORRELATION, DUPLICATE_CORRELATION));
                case NetemAttr.TCA_NETEM_REORDER -> chances(v, a, List.of(REORDER, REORDER_CORRELATION));
                case NetemAttr.TCA_NETEM_CORRUPT -> chances(v, a, List.of(CORRUPT, CORRUPT_CORRELATION));
                case NetemAttr.TCA_NETEM_RATE -> rate(v, a);
                case NetemAttr.TCA_NETEM_RATE64 -> v.put(RATE, Rate.known(a.u64()));
                case NetemAttr.TCA_NETEM_ECN -> {
                    if (a.u32() != 0) v.put(ECN, true);
                }
                default -> {} // models of loss, slots, seeds
            }
        }
        if (!delay.isZero()) v.put(DELAY, delay);
        if (!jitter.isZero()) v.put(JITTER, jitter);
        return new Netem(v.map());
    }

    private static void chances(Values v, AttributeReader a, List<Setting<Netem, Chance>> settings)
            throws NetlinkException {
        ByteBuffer b = TcTypes.struct(a.bytes(0, settings.size() * 4));
        for (Setting<Netem, Chance> setting : settings) v.putChance(setting, b.getInt());
    }

    private static void rate(Values v, AttributeReader a) throws NetlinkException {
        ByteBuffer b = TcTypes.struct(a.bytes(0, 16));
        int bytes = b.getInt(0);
        if (bytes == 0) return;
        v.map().putIfAbsent(RATE, Rate.known(bytes & 0xffff_ffffL)); // that of 64 bits comes before or after
        if (b.getInt(4) != 0) v.put(PACKET_OVERHEAD, b.getInt(4));
        v.putUnlessZero(CELL_SIZE, b.getInt(8));
        if (b.getInt(12) != 0) v.put(CELL_OVERHEAD, b.getInt(12));
    }
}
