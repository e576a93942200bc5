package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Seg6IptunnelAttr;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A list of IPv6 hosts that the packet goes by, one after the other (SRv6). Without an HMAC.
 *
 * @param mode how the list gets into the packet
 * @param segments the hosts in their order, 1 to 126
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8), encap seg6</a>
 */
public record SegmentEncapsulation(Mode mode, List<InetAddress> segments) implements Encapsulation {
    /** The order is the kernel's: {@code SEG6_IPTUN_MODE_*}. */
    public enum Mode {
        /** Into the packet, which is IPv6. */
        INLINE,
        /** Into a header around the packet. */
        ENCAPSULATE,
        /** Into a header around the Ethernet frame. */
        ENCAPSULATE_FRAME,
        /** As {@link #ENCAPSULATE}, without the first segment in the list. Linux 6.1. */
        ENCAPSULATE_REDUCED,
        /** As {@link #ENCAPSULATE_FRAME}, without the first segment in the list. Linux 6.1. */
        ENCAPSULATE_FRAME_REDUCED
    }

    static final int TYPE = 5;

    private static final int MAX_SEGMENTS = 126;
    /** s32 mode, and {@code struct ipv6_sr_hdr}: u8 nexthdr, hdrlen, type, segments_left, first_segment, flags, u16 tag. */
    private static final int HEADER = 4 + 8;

    private static final int ADDRESS = 16;
    private static final byte ROUTING_TYPE = 4;

    public SegmentEncapsulation {
        segments = List.copyOf(segments);
        if (segments.isEmpty() || segments.size() > MAX_SEGMENTS) {
            throw new IllegalArgumentException(segments.size() + " segments, not 1..126");
        }
        for (InetAddress segment : segments) IpTypes.IPV6.encode(segment);
    }

    @Override
    public int type() {
        return TYPE;
    }

    /** The last segment comes first; in {@link Mode#INLINE} the kernel puts the packet's destination before all. */
    @Override
    public Attributes attributes() {
        List<InetAddress> list = new ArrayList<>(segments);
        Collections.reverse(list);
        if (mode == Mode.INLINE) list.add(0, Cidr.ALL_IPV6.address());
        ByteBuffer b = ByteBuffer.allocate(HEADER + ADDRESS * list.size()).order(ByteOrder.nativeOrder());
        b.putInt(mode.ordinal())
                .put((byte) 0)
                .put((byte) (ADDRESS * list.size() / 8))
                .put(ROUTING_TYPE);
        b.put((byte) (list.size() - 1))
                .put((byte) (list.size() - 1))
                .put((byte) 0)
                .putShort((short) 0);
        for (InetAddress segment : list) b.put(IpTypes.IPV6.encode(segment));
        return Attributes.NONE.with(Seg6IptunnelAttr.SEG6_IPTUNNEL_SRH, AttributeType.BYTES, b.array());
    }

    static Encapsulation read(Attributes a) throws NetlinkException {
        byte[] bytes =
                a.get(Seg6IptunnelAttr.SEG6_IPTUNNEL_SRH, AttributeType.BYTES).orElse(new byte[0]);
        if (bytes.length < HEADER) throw NetlinkException.malformed("a list of segments of " + bytes.length + " bytes");
        int mode = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
        int count = (bytes[8] & 0xff) + 1;
        boolean known = mode >= 0 && mode < Mode.values().length && count <= MAX_SEGMENTS;
        if (!known || bytes.length < HEADER + count * ADDRESS) return new OtherEncapsulation(TYPE, a);
        List<InetAddress> segments = new ArrayList<>();
        for (int i = count - 1; i >= 0; i--) {
            int at = HEADER + i * ADDRESS;
            segments.add(IpLiteral.of(Arrays.copyOfRange(bytes, at, at + ADDRESS)));
        }
        if (mode == Mode.INLINE.ordinal() && segments.size() > 1) segments.remove(segments.size() - 1);
        return new SegmentEncapsulation(Mode.values()[mode], segments);
    }
}
