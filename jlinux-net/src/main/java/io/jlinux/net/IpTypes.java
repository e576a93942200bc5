package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.NetlinkException;
import java.net.InetAddress;

/**
 * How addresses are written into attributes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7), attributes</a>
 */
public final class IpTypes {
    /** Four bytes. */
    public static final AttributeType<InetAddress> IPV4 = sized(4);

    /** Sixteen bytes. */
    public static final AttributeType<InetAddress> IPV6 = sized(16);

    /** Four or sixteen bytes, as the address is. */
    public static final AttributeType<InetAddress> ANY = AttributeType.of(InetAddress::getAddress, a -> {
        if (a.length() != 4 && a.length() != 16) {
            throw NetlinkException.malformed("an IP address of " + a.length() + " bytes");
        }
        return IpLiteral.of(a.bytes());
    });

    /** Six bytes. */
    public static final AttributeType<MacAddress> MAC = AttributeType.of(MacAddress::bytes, a -> {
        if (a.length() != 6) throw NetlinkException.malformed("a hardware address of " + a.length() + " bytes");
        return MacAddress.of(a.bytes());
    });

    private IpTypes() {}

    /** The address of 4 or 16 bytes; an IPv4-mapped IPv6 address stays one. */
    public static InetAddress ofBytes(byte[] bytes) {
        return IpLiteral.of(bytes);
    }

    private static AttributeType<InetAddress> sized(int size) {
        return AttributeType.of(
                address -> {
                    byte[] bytes = address.getAddress();
                    if (bytes.length == size) return bytes;
                    String family = size == 4 ? "IPv4" : "IPv6";
                    throw new IllegalArgumentException("not an " + family + " address: " + IpLiteral.format(address));
                },
                a -> {
                    if (a.length() != size) {
                        throw NetlinkException.malformed("an IP address of " + a.length() + " bytes, not " + size);
                    }
                    return IpLiteral.of(a.bytes());
                });
    }
}
