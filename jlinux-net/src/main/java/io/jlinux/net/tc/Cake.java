package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.CakeAttr;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A rate, fairness and short queues in one: what home routers use. Linux 4.19.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-cake.8.html">tc-cake(8)</a>
 */
public final class Cake extends QdiscSpec<Cake> {
    /** The order is the kernel's: {@code CAKE_DIFFSERV_*}. */
    public enum Priorities {
        DIFFSERV3,
        DIFFSERV4,
        DIFFSERV8,
        BEST_EFFORT,
        PRECEDENCE
    }

    /** What is treated as one, and shares fairly with the others. The order is the kernel's: {@code CAKE_FLOW_*}. */
    public enum Fairness {
        NONE,
        SOURCE_HOSTS,
        DESTINATION_HOSTS,
        HOSTS,
        FLOWS,
        DUAL_SOURCE,
        DUAL_DESTINATION,
        TRIPLE
    }

    /** Which acknowledgements are dropped as needless. The order is the kernel's: {@code CAKE_ACK_*}. */
    public enum AckFilter {
        NONE,
        FILTER,
        AGGRESSIVE
    }

    /** How the link below cuts packets. The order is the kernel's: {@code CAKE_ATM_*}. */
    public enum Framing {
        NONE,
        ATM,
        PTM
    }

    /** How fast packets go; unset as fast as the link can. */
    public static final Setting<Cake, Rate> BANDWIDTH =
            Setting.of("bandwidth", CakeAttr.TCA_CAKE_BASE_RATE64, Rate.TYPE);

    public static final Setting<Cake, Priorities> PRIORITIES =
            Setting.of("diffserv", CakeAttr.TCA_CAKE_DIFFSERV_MODE, AttributeType.enumU32(Priorities.class));
    public static final Setting<Cake, Fairness> FAIRNESS =
            Setting.of("flowmode", CakeAttr.TCA_CAKE_FLOW_MODE, AttributeType.enumU32(Fairness.class));

    /** The time to the other hosts and back that is usual; 100 ms by default. */
    public static final Setting<Cake, Duration> ROUND_TRIP = Setting.of("rtt", CakeAttr.TCA_CAKE_RTT, TcTypes.MICROS);

    /** Bytes that each packet costs beyond its own, -64 to 256. */
    public static final Setting<Cake, Integer> OVERHEAD =
            Setting.of("overhead", CakeAttr.TCA_CAKE_OVERHEAD, AttributeType.S32);

    /** Bytes that a packet counts at least. */
    public static final Setting<Cake, Long> MINIMUM_PACKET =
            Setting.of("mpu", CakeAttr.TCA_CAKE_MPU, AttributeType.U32);

    public static final Setting<Cake, Framing> FRAMING =
            Setting.of("atm", CakeAttr.TCA_CAKE_ATM, AttributeType.enumU32(Framing.class));

    /** Bytes of memory that may wait. */
    public static final Setting<Cake, Long> MEMORY_LIMIT =
            Setting.of("memlimit", CakeAttr.TCA_CAKE_MEMORY, AttributeType.U32);

    /** Whether hosts are told apart by their addresses before NAT. */
    public static final Setting<Cake, Boolean> NAT = Setting.of("nat", CakeAttr.TCA_CAKE_NAT, AttributeType.BOOL_U32);

    /** Whether the priority in packets is wiped out. */
    public static final Setting<Cake, Boolean> WASH =
            Setting.of("wash", CakeAttr.TCA_CAKE_WASH, AttributeType.BOOL_U32);

    /** Whether dropped packets count, as they have come over the slow link already. */
    public static final Setting<Cake, Boolean> INGRESS =
            Setting.of("ingress", CakeAttr.TCA_CAKE_INGRESS, AttributeType.BOOL_U32);

    public static final Setting<Cake, AckFilter> ACK_FILTER =
            Setting.of("ack-filter", CakeAttr.TCA_CAKE_ACK_FILTER, AttributeType.enumU32(AckFilter.class));

    /** Whether large segments are cut; on by default. */
    public static final Setting<Cake, Boolean> SPLIT_SEGMENTS =
            Setting.of("split-gso", CakeAttr.TCA_CAKE_SPLIT_GSO, AttributeType.BOOL_U32);

    /** Which bits of the firewall's mark name the priority. */
    public static final Setting<Cake, Long> MARK_MASK =
            Setting.of("fwmark", CakeAttr.TCA_CAKE_FWMARK, AttributeType.U32);

    private static final int TARGETS_IN_ROUND_TRIP = 20;

    private static final List<Setting<Cake, ?>> ALL = List.of(
            PRIORITIES,
            FAIRNESS,
            ROUND_TRIP,
            OVERHEAD,
            MINIMUM_PACKET,
            FRAMING,
            MEMORY_LIMIT,
            NAT,
            WASH,
            INGRESS,
            ACK_FILTER,
            SPLIT_SEGMENTS,
            MARK_MASK);

    private Cake(Map<Setting<?, ?>, Object> values) {
        super(values);
    }

    /** One with the kernel's defaults, and without a rate. */
    public static Cake of() {
        return new Cake(Map.of());
    }

    /** How fast packets go. */
    public Cake bandwidth(Rate rate) {
        return with(BANDWIDTH, rate);
    }

    @Override
    Cake copy(Map<Setting<?, ?>, Object> changed) {
        return new Cake(changed);
    }

    @Override
    public String kind() {
        return "cake";
    }

    @Override
    void write(MessageWriter w) {
        writeAttributes(w);
        Duration roundTrip = value(ROUND_TRIP);
        if (roundTrip == null) return;
        // as tc does it: how long packets may wait goes with the time there and back
        long target = roundTrip.toNanos() / 1000 / TARGETS_IN_ROUND_TRIP;
        w.attributeU32(CakeAttr.TCA_CAKE_TARGET, (int) Math.max(1, target));
    }

    static Cake read(AttributeReader options) throws NetlinkException {
        Values v = new Values();
        for (AttributeReader a = options.nested(); a.next(); ) {
            boolean unlimited = a.type() == CakeAttr.TCA_CAKE_BASE_RATE64 && a.u64() == 0;
            if (a.type() == CakeAttr.TCA_CAKE_BASE_RATE64 && !unlimited) v.put(BANDWIDTH, Rate.known(a.u64()));
            v.take(a, ALL);
        }
        return new Cake(v.map());
    }
}
