package io.jlinux.net.tc;

import static io.jlinux.net.wire.TcaStatsAttr.TCA_STATS_BASIC;
import static io.jlinux.net.wire.TcaStatsAttr.TCA_STATS_PKT64;
import static io.jlinux.net.wire.TcaStatsAttr.TCA_STATS_QUEUE;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.NetlinkException;
import java.nio.ByteBuffer;

/**
 * What has gone through a qdisc, a class or an action, since it was made, and what waits in it now.
 *
 * @param bytes sent
 * @param packets sent; before Linux 5.6 they begin again at 0 after 2³²
 * @param drops packets that were thrown away
 * @param overLimits how often something had to wait, or was too much
 * @param requeues packets that the driver gave back
 * @param waitingPackets in it now
 * @param waitingBytes in it now
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), -s</a>
 */
public record TrafficStats(
        long bytes, long packets, long drops, long overLimits, long requeues, long waitingPackets, long waitingBytes) {
    /** Nothing yet. */
    static final TrafficStats NONE = new TrafficStats(0, 0, 0, 0, 0, 0, 0);

    private static final long U32 = 0xffff_ffffL;
    /** {@code struct gnet_stats_basic}: u64 bytes, u32 packets. */
    private static final int BASIC_SIZE = 12;
    /** {@code struct gnet_stats_queue}: u32 qlen, backlog, drops, requeues, overlimits. */
    private static final int QUEUE_SIZE = 20;

    /** Of {@code TCA_STATS2} or {@code TCA_ACT_STATS}. */
    static TrafficStats read(AttributeReader nest) throws NetlinkException {
        ByteBuffer basic = TcTypes.struct(BASIC_SIZE);
        ByteBuffer queue = TcTypes.struct(QUEUE_SIZE);
        long packets = -1;
        for (AttributeReader a = nest.nested(); a.next(); ) {
            switch (a.type()) {
                case TCA_STATS_BASIC -> basic = TcTypes.struct(a.bytes(0, BASIC_SIZE));
                case TCA_STATS_QUEUE -> queue = TcTypes.struct(a.bytes(0, QUEUE_SIZE));
                case TCA_STATS_PKT64 -> packets = a.u64();
                default -> {} // estimates, and what only one kind counts
            }
        }
        return new TrafficStats(
                basic.getLong(0),
                packets >= 0 ? packets : basic.getInt(8) & U32,
                queue.getInt(8) & U32,
                queue.getInt(16) & U32,
                queue.getInt(12) & U32,
                queue.getInt(0) & U32,
                queue.getInt(4) & U32);
    }
}
