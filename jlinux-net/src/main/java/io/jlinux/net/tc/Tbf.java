package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.TbfAttr;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A rate for a whole link, held exactly: packets wait until there are tokens for them. One class, {@code :1}, may take another
 * qdisc than the simple queue that it has.
 *
 * <pre>{@code
 * Tbf.rate(Rate.mbit(10)).latency(Duration.ofMillis(50))
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-tbf.8.html">tc-tbf(8)</a>
 */
public final class Tbf extends QdiscSpec<Tbf> {
    /** How fast packets go. */
    public static final Setting<Tbf, Rate> RATE = Setting.inside("rate", Rate.TYPE);

    /**
     * Bytes that may go at once, after a pause. A packet that is larger is dropped, so it must be at least the MTU and the
     * header. Unset it is what goes in 4 ms and a packet of 1500 bytes.
     */
    public static final Setting<Tbf, Long> BURST = Setting.inside("burst", AttributeType.U32);

    /** Bytes that may wait. */
    public static final Setting<Tbf, Long> LIMIT = Setting.inside("limit", AttributeType.U32);

    /** How long packets may wait at the most, which is another way to say {@link #LIMIT}; 50 ms when neither is said. */
    public static final Setting<Tbf, Duration> LATENCY = Setting.inside("latency", TcTypes.NANOS);

    /** How fast a burst goes; needs {@link #PEAK_BURST}. */
    public static final Setting<Tbf, Rate> PEAK_RATE = Setting.inside("peakrate", Rate.TYPE);

    /** Bytes that may go at once at the peak rate: the MTU and the header. */
    public static final Setting<Tbf, Long> PEAK_BURST = Setting.inside("peak burst", AttributeType.U32);

    /** Bytes that each packet costs beyond its own. */
    public static final Setting<Tbf, Integer> OVERHEAD = Setting.inside("overhead", AttributeType.U16);

    static final Duration DEFAULT_LATENCY = Duration.ofMillis(50);

    /** {@code struct tc_tbf_qopt}: two rates, u32 limit, buffer, mtu. */
    private static final int SIZE = 36;

    private static final Duration BURST_TIME = Duration.ofMillis(4);
    private static final int PACKET = 1600;
    private static final long MAX = 0xffff_ffffL;

    private Tbf(Map<Setting<?, ?>, Object> values) {
        super(values);
    }

    /** One that lets through this much. */
    public static Tbf rate(Rate rate) {
        return new Tbf(Map.of(RATE, rate));
    }

    /** Bytes that may go at once. */
    public Tbf burst(long bytes) {
        return with(BURST, bytes);
    }

    /** How long packets may wait at the most. */
    public Tbf latency(Duration time) {
        return with(LATENCY, time);
    }

    static long defaultBurst(Rate rate, int packet) {
        return Math.min(rate.bytesIn(BURST_TIME) + packet, MAX);
    }

    @Override
    Tbf copy(Map<Setting<?, ?>, Object> changed) {
        return new Tbf(changed);
    }

    @Override
    public String kind() {
        return "tbf";
    }

    @Override
    void validate() {
        required(RATE);
        if (has(PEAK_RATE)) required(PEAK_BURST);
        if (has(LIMIT) && has(LATENCY))
            throw new IllegalArgumentException("tbf with a limit and a latency: one of them");
    }

    @Override
    void write(MessageWriter w) {
        Rate rate = required(RATE);
        Optional<Rate> peak = get(PEAK_RATE);
        long burst = value(BURST, defaultBurst(rate, PACKET));
        long waiting = Math.min(rate.bytesIn(value(LATENCY, DEFAULT_LATENCY)) + burst, MAX);
        int overhead = value(OVERHEAD, 0);
        ByteBuffer b = TcTypes.struct(SIZE);
        RateSpec.write(b, rate, overhead, 0);
        if (peak.isPresent()) RateSpec.write(b, peak.get(), overhead, 0);
        else RateSpec.writeNone(b);
        b.putInt((int) (long) value(LIMIT, waiting)).putInt(Ticks.of(rate, burst));
        b.putInt(peak.isPresent() ? Ticks.of(peak.get(), required(PEAK_BURST)) : 0);
        w.attributeBytes(TbfAttr.TCA_TBF_PARMS, TcTypes.bytes(b));
        w.attributeU32(TbfAttr.TCA_TBF_BURST, (int) burst);
        if (rate.isLong()) w.attributeU64(TbfAttr.TCA_TBF_RATE64, rate.bytesPerSecond());
        if (peak.isEmpty()) return;
        w.attributeU32(TbfAttr.TCA_TBF_PBURST, (int) (long) required(PEAK_BURST));
        if (peak.get().isLong())
            w.attributeU64(TbfAttr.TCA_TBF_PRATE64, peak.get().bytesPerSecond());
    }

    /** The kernel keeps a burst as the time that it takes, so it may come back some bytes smaller. */
    static Tbf read(AttributeReader options) throws NetlinkException {
        ByteBuffer b = TcTypes.struct(SIZE);
        long rate = 0;
        long peak = 0;
        for (AttributeReader a = options.nested(); a.next(); ) {
            switch (a.type()) {
                case TbfAttr.TCA_TBF_PARMS -> b = TcTypes.struct(a.bytes(0, SIZE));
                case TbfAttr.TCA_TBF_RATE64 -> rate = a.u64();
                case TbfAttr.TCA_TBF_PRATE64 -> peak = a.u64();
                default -> {}
            }
        }
        Rate known = Rate.known(rate != 0 ? rate : RateSpec.rate(b, 0) & MAX);
        Values v = new Values().put(RATE, known).put(BURST, Ticks.bytes(known, b.getInt(28)));
        v.put(LIMIT, b.getInt(24) & MAX);
        if (RateSpec.overhead(b, 0) != 0) v.put(OVERHEAD, RateSpec.overhead(b, 0));
        if (peak == 0) peak = RateSpec.rate(b, RateSpec.SIZE) & MAX;
        if (peak != 0) {
            Rate knownPeak = Rate.known(peak);
            v.put(PEAK_RATE, knownPeak).put(PEAK_BURST, Ticks.bytes(knownPeak, b.getInt(32)));
        }
        return new Tbf(v.map());
    }
}
