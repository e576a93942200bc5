package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.PoliceAttr;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A rate that is enforced without a queue: what is too much is dropped, or whatever {@code exceeding} says. It works on what
 * comes in, too.
 *
 * <p>Links such as veth hand over segments of up to 64 KiB in one piece: a burst and a largest packet below that drop them all.
 *
 * @param rate how much may go
 * @param burst bytes that may go at once, 1 to 2³²-1
 * @param largestPacket in bytes: what is larger is too much; 0 for 2040, as the kernel and {@code tc} have it
 * @param conforming what becomes of packets within the rate
 * @param exceeding what becomes of the others
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-police.8.html">tc-police(8)</a>
 */
public record Police(Rate rate, long burst, long largestPacket, Verdict conforming, Verdict exceeding)
        implements Action {
    private static final long MAX = 0xffff_ffffL;
    private static final int ACTION = 4;
    private static final int BURST = 12;
    private static final int MTU = 16;
    private static final int RATE = 20;
    /** {@code struct tc_police}: u32 index, s32 action, u32 limit, burst, mtu, two rates, s32 refcnt, bindcnt, u32 capab. */
    private static final int SIZE = RATE + 2 * RateSpec.SIZE + 12;

    /** What a kernel takes for 0: 255 cells of its table. */
    private static final int LARGEST_OF_TABLE = 255 << 3;

    public Police {
        if (burst < 1 || burst > MAX) throw new IllegalArgumentException("a burst of " + burst + " bytes");
        if (largestPacket < 0 || largestPacket > MAX) {
            throw new IllegalArgumentException("a packet of " + largestPacket + " bytes");
        }
    }

    /** One that drops what is too much, and takes segments of any size that the burst has room for. */
    public static Police at(Rate rate, long burst) {
        return new Police(rate, burst, burst, Verdict.PASS, Verdict.DROP);
    }

    @Override
    public String kind() {
        return "police";
    }

    @Override
    public Attributes options() {
        ByteBuffer b = TcTypes.struct(SIZE);
        b.putInt(ACTION, exceeding.number())
                .putInt(BURST, Ticks.of(rate, burst))
                .putInt(MTU, (int) largestPacket);
        b.position(RATE);
        RateSpec.write(b, rate, 0, 0);
        Attributes a = Attributes.NONE
                .with(PoliceAttr.TCA_POLICE_TBF, AttributeType.BYTES, TcTypes.bytes(b))
                .with(PoliceAttr.TCA_POLICE_RATE, AttributeType.BYTES, RateSpec.table(rate))
                .with(PoliceAttr.TCA_POLICE_RESULT, AttributeType.S32, conforming.number());
        return rate.isLong() ? a.with(PoliceAttr.TCA_POLICE_RATE64, Rate.TYPE, rate) : a;
    }

    /** Empty for one by packets, or with a verdict that has no name here. */
    static Optional<Action> read(AttributeReader options) throws NetlinkException {
        ByteBuffer b = TcTypes.struct(SIZE);
        long rate = 0;
        int conforming = Verdict.PASS.number(); // it is not told when it is this
        for (AttributeReader a = options.nested(); a.next(); ) {
            switch (a.type()) {
                case PoliceAttr.TCA_POLICE_TBF -> b = TcTypes.struct(a.bytes(0, SIZE));
                case PoliceAttr.TCA_POLICE_RATE64 -> rate = a.u64();
                case PoliceAttr.TCA_POLICE_RESULT -> conforming = a.u32();
                default -> {}
            }
        }
        if (rate == 0) rate = RateSpec.rate(b, RATE) & MAX;
        Optional<Verdict> good = Verdict.of(conforming);
        Optional<Verdict> bad = Verdict.of(b.getInt(ACTION));
        if (rate == 0 || good.isEmpty() || bad.isEmpty()) return Optional.empty();
        Rate known = Rate.known(rate);
        long burst = Math.max(1, Ticks.bytes(known, b.getInt(BURST)));
        long largest = b.getInt(MTU) & MAX;
        return Optional.of(new Police(known, burst, largest == LARGEST_OF_TABLE ? 0 : largest, good.get(), bad.get()));
    }
}
