package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import java.util.Map;

/**
 * A queue of so many packets ({@code pfifo}) or bytes ({@code bfifo}), first in, first out.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-pfifo.8.html">tc-pfifo(8)</a>
 */
public final class Fifo extends QdiscSpec<Fifo> {
    /** Packets or bytes that may wait; unset as many as the link has room for. */
    public static final Setting<Fifo, Long> LIMIT = Setting.inside("limit", AttributeType.U32);

    private final String kind;

    private Fifo(String kind, Map<Setting<?, ?>, Object> values) {
        super(values);
        this.kind = kind;
    }

    /** {@code pfifo}: one that counts packets. */
    public static Fifo packets() {
        return new Fifo("pfifo", Map.of());
    }

    /** {@code bfifo}: one that counts bytes. */
    public static Fifo bytes() {
        return new Fifo("bfifo", Map.of());
    }

    public Fifo limit(long packetsOrBytes) {
        return with(LIMIT, packetsOrBytes);
    }

    @Override
    Fifo copy(Map<Setting<?, ?>, Object> changed) {
        return new Fifo(kind, changed);
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    boolean hasOptions() {
        return has(LIMIT);
    }

    @Override
    void write(MessageWriter w) {
        Long limit = value(LIMIT);
        if (limit != null) w.u32((int) (long) limit); // struct tc_fifo_qopt
    }

    static Fifo read(String kind, AttributeReader options) throws NetlinkException {
        return new Fifo(kind, Map.of(LIMIT, options.u32() & 0xffff_ffffL));
    }
}
