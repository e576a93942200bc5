package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Ports from one to another, both included.
 *
 * @param first 0 to 65535
 * @param last not less than the first
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 */
public record PortRange(int first, int last) {
    /** {@code struct fib_rule_port_range}: two times 16 bits. */
    static final AttributeType<PortRange> TYPE = AttributeType.of(
            r -> ByteBuffer.allocate(4)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) r.first)
                    .putShort((short) r.last)
                    .array(),
            a -> {
                ByteBuffer b = ByteBuffer.wrap(a.bytes(0, 4)).order(ByteOrder.nativeOrder());
                int first = b.getShort() & 0xffff;
                return new PortRange(first, Math.max(first, b.getShort() & 0xffff));
            });

    public PortRange {
        if (first < 0 || last > 65535 || first > last) throw new IllegalArgumentException(first + "-" + last);
    }

    /** One port. */
    public static PortRange of(int port) {
        return new PortRange(port, port);
    }
}
