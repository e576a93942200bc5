package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.HtbAttr;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A share of an {@link Htb}.
 *
 * <pre>{@code
 * tc.addClass(Handle.of("1:"), Handle.of("1:10"), HtbClass.rate(Rate.mbit(10)).ceil(Rate.mbit(20)));
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-htb.8.html">tc-htb(8), classes</a>
 */
public final class HtbClass extends ClassSpec<HtbClass> {
    /** What it and those below it get for certain. */
    public static final Setting<HtbClass, Rate> RATE = Setting.inside("rate", Rate.TYPE);

    /** What it may reach when its parent has something left; unset its rate, so that it borrows nothing. */
    public static final Setting<HtbClass, Rate> CEIL = Setting.inside("ceil", Rate.TYPE);

    /** Bytes that may go at once at the ceil; unset as {@code tc} computes it: what comes in one tick of the timer, and 1600. */
    public static final Setting<HtbClass, Long> BURST = Setting.inside("burst", AttributeType.U32);

    /** Bytes that may go at once as fast as the link can; unset as {@code tc} computes it. */
    public static final Setting<HtbClass, Long> CEIL_BURST = Setting.inside("cburst", AttributeType.U32);

    /** Bytes that it sends before the next class of the same priority may; unset of its rate, see {@link Htb}. */
    public static final Setting<HtbClass, Long> QUANTUM = Setting.inside("quantum", AttributeType.U32);

    /** 0 to 7: what is left over is offered to the lowest number first; 0 when unset. */
    public static final Setting<HtbClass, Long> PRIORITY = Setting.inside("prio", AttributeType.U32);

    /** Bytes that each packet costs beyond its own. */
    public static final Setting<HtbClass, Integer> OVERHEAD = Setting.inside("overhead", AttributeType.U16);

    /** {@code struct tc_htb_opt}: two rates, u32 buffer, cbuffer, quantum, level, prio. */
    private static final int SIZE = 44;

    private static final int PACKET = 1600;
    private static final long MAX = 0xffff_ffffL;

    private HtbClass(Map<Setting<?, ?>, Object> values) {
        super(values);
    }

    /** One that gets this much for certain. */
    public static HtbClass rate(Rate rate) {
        return new HtbClass(Map.of(RATE, rate));
    }

    /** What it may reach when there is something left. */
    public HtbClass ceil(Rate ceil) {
        return with(CEIL, ceil);
    }

    /** 0 to 7, the lowest first. */
    public HtbClass priority(int number) {
        if (number < 0 || number > 7) throw new IllegalArgumentException("priority " + number + ", not 0..7");
        return with(PRIORITY, (long) number);
    }

    @Override
    HtbClass copy(Map<Setting<?, ?>, Object> changed) {
        return new HtbClass(changed);
    }

    @Override
    public String kind() {
        return "htb";
    }

    @Override
    void validate() {
        required(RATE);
    }

    @Override
    void write(MessageWriter w) {
        Rate rate = required(RATE);
        Rate ceil = value(CEIL, rate);
        int overhead = value(OVERHEAD, 0);
        ByteBuffer b = TcTypes.struct(SIZE);
        RateSpec.write(b, rate, overhead, 0);
        RateSpec.write(b, ceil, overhead, 0);
        b.putInt(Ticks.of(rate, value(BURST, Ticks.defaultBurst(rate, PACKET))));
        b.putInt(Ticks.of(ceil, value(CEIL_BURST, Ticks.defaultBurst(ceil, PACKET))));
        b.putInt((int) (long) value(QUANTUM, 0L)).putInt(0).putInt((int) (long) value(PRIORITY, 0L));
        if (rate.isLong()) w.attributeU64(HtbAttr.TCA_HTB_RATE64, rate.bytesPerSecond());
        if (ceil.isLong()) w.attributeU64(HtbAttr.TCA_HTB_CEIL64, ceil.bytesPerSecond());
        w.attributeBytes(HtbAttr.TCA_HTB_PARMS, TcTypes.bytes(b));
    }

    static HtbClass read(AttributeReader options) throws NetlinkException {
        ByteBuffer b = TcTypes.struct(SIZE);
        long rate = 0;
        long ceil = 0;
        for (AttributeReader a = options.nested(); a.next(); ) {
            switch (a.type()) {
                case HtbAttr.TCA_HTB_PARMS -> b = TcTypes.struct(a.bytes(0, SIZE));
                case HtbAttr.TCA_HTB_RATE64 -> rate = a.u64();
                case HtbAttr.TCA_HTB_CEIL64 -> ceil = a.u64();
                default -> {}
            }
        }
        Rate knownRate = Rate.known(rate != 0 ? rate : RateSpec.rate(b, 0) & MAX);
        Rate knownCeil = Rate.known(ceil != 0 ? ceil : RateSpec.rate(b, RateSpec.SIZE) & MAX);
        Values v = new Values().put(RATE, knownRate).put(CEIL, knownCeil);
        v.put(BURST, Ticks.bytes(knownRate, b.getInt(24))).put(CEIL_BURST, Ticks.bytes(knownCeil, b.getInt(28)));
        v.put(QUANTUM, b.getInt(32) & MAX).put(PRIORITY, b.getInt(40) & MAX);
        if (RateSpec.overhead(b, 0) != 0) v.put(OVERHEAD, RateSpec.overhead(b, 0));
        return new HtbClass(v.map());
    }
}
