package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.MplsIptunnelAttr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MPLS labels before the packet; the kernel's module is mpls_iptunnel.
 *
 * @param labels the outermost first, 1 to 30 of them, each 0 to 1048575
 * @param ttl 1 to 255; empty takes that of the packet
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8), encap mpls</a>
 */
public record MplsEncapsulation(List<Integer> labels, Optional<Integer> ttl) implements Encapsulation {
    static final int TYPE = 1;

    private static final int MAX_LABEL = (1 << 20) - 1;
    private static final int MAX_LABELS = 30;
    private static final int LABEL_SHIFT = 12;
    private static final int BOTTOM = 1 << 8;

    public MplsEncapsulation {
        labels = List.copyOf(labels);
        if (labels.isEmpty() || labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException(labels.size() + " labels, not 1..30");
        }
        for (int label : labels) {
            if (label < 0 || label > MAX_LABEL) throw new IllegalArgumentException("label " + label);
        }
        int hops = ttl.orElse(1);
        if (hops < 1 || hops > 255) throw new IllegalArgumentException("TTL " + hops);
    }

    /** These labels, with the packet's own TTL. */
    public MplsEncapsulation(List<Integer> labels) {
        this(labels, Optional.empty());
    }

    @Override
    public int type() {
        return TYPE;
    }

    /** Each label is 32 bits in network byte order: label, class, bottom of stack, TTL. */
    @Override
    public Attributes attributes() {
        ByteBuffer stack = ByteBuffer.allocate(labels.size() * 4);
        for (int i = 0; i < labels.size(); i++) {
            stack.putInt(labels.get(i) << LABEL_SHIFT | (i == labels.size() - 1 ? BOTTOM : 0));
        }
        Attributes a = Attributes.NONE.with(MplsIptunnelAttr.MPLS_IPTUNNEL_DST, AttributeType.BYTES, stack.array());
        return ttl.isPresent() ? a.with(MplsIptunnelAttr.MPLS_IPTUNNEL_TTL, AttributeType.U8, ttl.get()) : a;
    }

    static MplsEncapsulation read(Attributes a) throws NetlinkException {
        byte[] stack =
                a.get(MplsIptunnelAttr.MPLS_IPTUNNEL_DST, AttributeType.BYTES).orElse(new byte[0]);
        int count = stack.length / 4;
        if (count < 1 || count > MAX_LABELS) throw NetlinkException.malformed(count + " MPLS labels");
        List<Integer> labels = new ArrayList<>();
        for (ByteBuffer b = ByteBuffer.wrap(stack); labels.size() < count; ) labels.add(b.getInt() >>> LABEL_SHIFT);
        Optional<Integer> ttl = a.get(MplsIptunnelAttr.MPLS_IPTUNNEL_TTL, AttributeType.U8);
        return new MplsEncapsulation(labels, ttl.filter(t -> t > 0));
    }
}
