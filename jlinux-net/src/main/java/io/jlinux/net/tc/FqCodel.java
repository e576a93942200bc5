package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.FqCodelAttr;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A queue that is fair between connections and keeps short: the default of most distributions. It limits nothing by itself; below
 * an {@link HtbClass} it keeps latency low at the rate.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-fq_codel.8.html">tc-fq_codel(8)</a>
 */
public final class FqCodel extends QdiscSpec<FqCodel> {
    /** How long packets may wait for some time; 5 ms by default, counted in some 1.024 µs. */
    public static final Setting<FqCodel, Duration> TARGET =
            Setting.of("target", FqCodelAttr.TCA_FQ_CODEL_TARGET, TcTypes.MICROS);

    /** For how long they must have waited longer before one is dropped; 100 ms by default. */
    public static final Setting<FqCodel, Duration> INTERVAL =
            Setting.of("interval", FqCodelAttr.TCA_FQ_CODEL_INTERVAL, TcTypes.MICROS);

    /** Packets that may wait; 10240 by default. */
    public static final Setting<FqCodel, Long> LIMIT =
            Setting.of("limit", FqCodelAttr.TCA_FQ_CODEL_LIMIT, AttributeType.U32);

    /** Whether packets that can be marked are, and not dropped; on by default. */
    public static final Setting<FqCodel, Boolean> ECN =
            Setting.of("ecn", FqCodelAttr.TCA_FQ_CODEL_ECN, AttributeType.BOOL_U32);

    /** Queues that connections are spread over; 1024 by default, and fixed when it is made. */
    public static final Setting<FqCodel, Long> FLOWS =
            Setting.of("flows", FqCodelAttr.TCA_FQ_CODEL_FLOWS, AttributeType.U32);

    /** Bytes that a connection sends before the next one may; that of a packet by default. */
    public static final Setting<FqCodel, Long> QUANTUM =
            Setting.of("quantum", FqCodelAttr.TCA_FQ_CODEL_QUANTUM, AttributeType.U32);

    /** Packets that have waited longer are marked. */
    public static final Setting<FqCodel, Duration> MARK_THRESHOLD =
            Setting.of("ce_threshold", FqCodelAttr.TCA_FQ_CODEL_CE_THRESHOLD, TcTypes.MICROS);

    /** Packets that are dropped at once when it is full; 64 by default. */
    public static final Setting<FqCodel, Long> DROP_BATCH =
            Setting.of("drop_batch", FqCodelAttr.TCA_FQ_CODEL_DROP_BATCH_SIZE, AttributeType.U32);

    /** Bytes of memory that may wait; 32 MiB by default. */
    public static final Setting<FqCodel, Long> MEMORY_LIMIT =
            Setting.of("memory_limit", FqCodelAttr.TCA_FQ_CODEL_MEMORY_LIMIT, AttributeType.U32);

    private static final List<Setting<FqCodel, ?>> ALL =
            List.of(TARGET, INTERVAL, LIMIT, ECN, FLOWS, QUANTUM, MARK_THRESHOLD, DROP_BATCH, MEMORY_LIMIT);

    private FqCodel(Map<Setting<?, ?>, Object> values) {
        super(values);
    }

    /** One with the kernel's defaults. */
    public static FqCodel of() {
        return new FqCodel(Map.of());
    }

    @Override
    FqCodel copy(Map<Setting<?, ?>, Object> changed) {
        return new FqCodel(changed);
    }

    @Override
    public String kind() {
        return "fq_codel";
    }

    @Override
    void write(MessageWriter w) {
        writeAttributes(w);
    }

    static FqCodel read(AttributeReader options) throws NetlinkException {
        Values v = new Values();
        for (AttributeReader a = options.nested(); a.next(); ) v.take(a, ALL);
        return new FqCodel(v.map());
    }
}
