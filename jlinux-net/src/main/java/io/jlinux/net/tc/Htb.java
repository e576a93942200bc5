package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.HtbAttr;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Shares of a link: a tree of {@link HtbClass}es, each with a rate of its own and one that it may reach when others leave
 * something over. Filters tell which packet belongs to which.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-htb.8.html">tc-htb(8)</a>
 */
public final class Htb extends QdiscSpec<Htb> {
    /** The minor number of the class for packets that no filter gives one; 0, the default, lets them through at full speed. */
    public static final Setting<Htb, Long> DEFAULT_CLASS = Setting.inside("default", AttributeType.U32);

    /** By this a class's rate is divided for its {@link HtbClass#QUANTUM}; 10 by default. */
    public static final Setting<Htb, Long> RATE_TO_QUANTUM = Setting.inside("r2q", AttributeType.U32);

    /** Packets of no class that may wait; by default as many as the link has room for. */
    public static final Setting<Htb, Long> DIRECT_QUEUE_LENGTH =
            Setting.of("direct_qlen", HtbAttr.TCA_HTB_DIRECT_QLEN, AttributeType.U32);

    private static final int VERSION = 3;
    private static final long DEFAULT_RATE_TO_QUANTUM = 10;
    /** {@code struct tc_htb_glob}: u32 version, rate2quantum, defcls, debug, direct_pkts. */
    private static final int SIZE = 20;

    private Htb(Map<Setting<?, ?>, Object> values) {
        super(values);
    }

    /** One without classes. */
    public static Htb of() {
        return new Htb(Map.of());
    }

    /** Packets that no filter gives a class belong to the one with this minor number, which may be made later. */
    public Htb defaultClass(int minor) {
        if (minor < 0 || minor > 0xffff) throw new IllegalArgumentException(minor + " is not in 0..0xffff");
        return with(DEFAULT_CLASS, (long) minor);
    }

    @Override
    Htb copy(Map<Setting<?, ?>, Object> changed) {
        return new Htb(changed);
    }

    @Override
    public String kind() {
        return "htb";
    }

    @Override
    void write(MessageWriter w) {
        ByteBuffer b = TcTypes.struct(SIZE);
        b.putInt(VERSION).putInt((int) (long) value(RATE_TO_QUANTUM, DEFAULT_RATE_TO_QUANTUM));
        b.putInt((int) (long) value(DEFAULT_CLASS, 0L));
        w.attributeBytes(HtbAttr.TCA_HTB_INIT, TcTypes.bytes(b));
        writeAttributes(w);
    }

    static Htb read(AttributeReader options) throws NetlinkException {
        Values v = new Values();
        for (AttributeReader a = options.nested(); a.next(); ) {
            if (a.type() == HtbAttr.TCA_HTB_INIT) {
                ByteBuffer b = TcTypes.struct(a.bytes(0, SIZE));
                v.put(RATE_TO_QUANTUM, b.getInt(4) & 0xffff_ffffL).put(DEFAULT_CLASS, b.getInt(8) & 0xffff_ffffL);
            }
            v.take(a, List.of(DIRECT_QUEUE_LENGTH));
        }
        return new Htb(v.map());
    }
}
