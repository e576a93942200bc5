package io.jlinux.net.wireguard;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.NetlinkException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code struct sockaddr_in} and {@code struct sockaddr_in6}. */
final class SocketAddresses {
    static final AttributeType<InetSocketAddress> TYPE =
            AttributeType.of(SocketAddresses::encode, SocketAddresses::decode);

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPV4_SIZE = 16;
    private static final int IPV6_SIZE = 28;

    private SocketAddresses() {}

    private static byte[] encode(InetSocketAddress socket) {
        byte[] ip = socket.getAddress().getAddress();
        boolean ipv6 = ip.length == 16;
        ByteBuffer b = ByteBuffer.allocate(ipv6 ? IPV6_SIZE : IPV4_SIZE).order(ByteOrder.nativeOrder());
        b.putShort(0, (short) (ipv6 ? AF_INET6 : AF_INET));
        b.put(2, (byte) (socket.getPort() >> 8)).put(3, (byte) socket.getPort());
        b.put(ipv6 ? 8 : 4, ip);
        if (socket.getAddress() instanceof Inet6Address a) b.putInt(24, a.getScopeId());
        return b.array();
    }

    private static InetSocketAddress decode(AttributeReader a) throws NetlinkException {
        int family =
                ByteBuffer.wrap(a.bytes(0, 2)).order(ByteOrder.nativeOrder()).getShort();
        byte[] port = a.bytes(2, 2);
        int number = ((port[0] & 0xff) << 8) | (port[1] & 0xff);
        return switch (family) {
            case AF_INET -> new InetSocketAddress(address(a.bytes(4, 4)), number);
            case AF_INET6 -> new InetSocketAddress(address(a.bytes(8, 16)), number);
            default -> throw NetlinkException.malformed("a socket address of family " + family);
        };
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return bytes.length == 16 ? Inet6Address.getByAddress(null, bytes, -1) : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
