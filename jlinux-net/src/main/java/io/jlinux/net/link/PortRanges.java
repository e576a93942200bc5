package io.jlinux.net.link;

import io.jlinux.net.PortRange;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.NetlinkException;
import java.nio.ByteBuffer;

/** Types of tunnels' attributes that no other kind has. */
final class PortRanges {
    /** {@code struct ifla_vxlan_port_range}: two ports in network byte order. */
    static final AttributeType<PortRange> NETWORK_ORDER = AttributeType.of(
            r -> ByteBuffer.allocate(4)
                    .putShort((short) r.first())
                    .putShort((short) r.last())
                    .array(),
            a -> {
                ByteBuffer b = ByteBuffer.wrap(a.bytes(0, 4));
                int first = b.getShort() & 0xffff;
                int last = b.getShort() & 0xffff;
                if (first > last) throw NetlinkException.malformed("ports " + first + " to " + last);
                return new PortRange(first, last);
            });

    /** Written as a flag, which cannot say no, and told as a byte. */
    static final AttributeType<Boolean> FLAG_TOLD_AS_BYTE =
            AttributeType.of(AttributeType.FLAG::encode, a -> a.length() == 0 || a.u8() != 0);

    private PortRanges() {}
}
