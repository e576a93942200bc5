package io.jlinux.net.tc;

import static io.jlinux.net.wire.FlowerAttr.*;

import io.jlinux.net.Cidr;
import io.jlinux.net.IpTypes;
import io.jlinux.net.PortRange;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of flower that have several attributes: networks have a mask, and ports one for each protocol. */
final class FlowerKeys {
    /** Only so that networks are values of settings: they are written by {@link #write}. */
    static final AttributeType<Cidr> CIDR =
            AttributeType.of(c -> c.address().getAddress(), a -> host(IpTypes.ANY.decode(a)));

    /** Only so that ports are values of settings: they are written by {@link #write}. */
    static final AttributeType<PortRange> PORTS = AttributeType.U16_NETWORK_ORDER.as(PortRange::first, PortRange::of);

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;

    private final Map<Integer, InetAddress> addresses = new HashMap<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();

    private static Cidr host(InetAddress address) {
        return new Cidr(address, address.getAddress().length * 8);
    }

    static void write(MessageWriter w, boolean source, @Nullable Cidr network) {
        if (network == null) return;
        int key = addressKey(source, network.isIpv6());
        byte[] mask = new byte[network.isIpv6() ? 16 : 4];
        for (int i = 0; i < network.prefixLength(); i++) mask[i / 8] |= (byte) (0x80 >> (i % 8));
        w.attributeBytes(key, network.network().address().getAddress()).attributeBytes(key + 1, mask);
    }

    static void write(MessageWriter w, boolean source, int ipProtocol, @Nullable PortRange ports) {
        if (ports == null) return;
        if (ports.first() == ports.last()) {
            w.attributeU16NetworkOrder(portKey(source, ipProtocol), ports.first());
            return;
        }
        int key = source ? TCA_FLOWER_KEY_PORT_SRC_MIN : TCA_FLOWER_KEY_PORT_DST_MIN;
        w.attributeU16NetworkOrder(key, ports.first()).attributeU16NetworkOrder(key + 1, ports.last());
    }

    /** The mask is the attribute behind it. */
    private static int addressKey(boolean source, boolean ipv6) {
        if (ipv6) return source ? TCA_FLOWER_KEY_IPV6_SRC : TCA_FLOWER_KEY_IPV6_DST;
        return source ? TCA_FLOWER_KEY_IPV4_SRC : TCA_FLOWER_KEY_IPV4_DST;
    }

    private static int portKey(boolean source, int ipProtocol) {
        return switch (ipProtocol) {
            case TCP -> source ? TCA_FLOWER_KEY_TCP_SRC : TCA_FLOWER_KEY_TCP_DST;
            case UDP -> source ? TCA_FLOWER_KEY_UDP_SRC : TCA_FLOWER_KEY_UDP_DST;
            case SCTP -> source ? TCA_FLOWER_KEY_SCTP_SRC : TCA_FLOWER_KEY_SCTP_DST;
            default -> throw new IllegalArgumentException("protocol " + ipProtocol + " has no ports");
        };
    }

    void take(AttributeReader a) throws NetlinkException {
        switch (a.type()) {
            case TCA_FLOWER_KEY_IPV4_SRC,
                    TCA_FLOWER_KEY_IPV4_SRC_MASK,
                    TCA_FLOWER_KEY_IPV4_DST,
                    TCA_FLOWER_KEY_IPV4_DST_MASK -> addresses.put(a.type(), IpTypes.IPV4.decode(a));
            case TCA_FLOWER_KEY_IPV6_SRC,
                    TCA_FLOWER_KEY_IPV6_SRC_MASK,
                    TCA_FLOWER_KEY_IPV6_DST,
                    TCA_FLOWER_KEY_IPV6_DST_MASK -> addresses.put(a.type(), IpTypes.IPV6.decode(a));
            case TCA_FLOWER_KEY_TCP_SRC,
                    TCA_FLOWER_KEY_TCP_DST,
                    TCA_FLOWER_KEY_UDP_SRC,
                    TCA_FLOWER_KEY_UDP_DST,
                    TCA_FLOWER_KEY_SCTP_SRC,
                    TCA_FLOWER_KEY_SCTP_DST,
                    TCA_FLOWER_KEY_PORT_SRC_MIN,
                    TCA_FLOWER_KEY_PORT_SRC_MAX,
                    TCA_FLOWER_KEY_PORT_DST_MIN,
                    TCA_FLOWER_KEY_PORT_DST_MAX -> numbers.put(a.type(), a.u16NetworkOrder());
            default -> {}
        }
    }

    /** Empty for none, and for a mask that is no prefix. */
    Optional<Cidr> network(boolean source) {
        for (boolean ipv6 : new boolean[] {false, true}) {
            int key = addressKey(source, ipv6);
            InetAddress address = addresses.get(key);
            InetAddress mask = addresses.get(key + 1);
            if (address == null) continue;
            int length = mask == null ? (ipv6 ? 128 : 32) : prefixLength(mask.getAddress());
            return length < 0 ? Optional.empty() : Optional.of(new Cidr(address, length).network());
        }
        return Optional.empty();
    }

    private static int prefixLength(byte[] mask) {
        int length = 0;
        while (length < mask.length * 8 && bit(mask, length)) length++;
        for (int i = length; i < mask.length * 8; i++) {
            if (bit(mask, i)) return -1;
        }
        return length;
    }

    private static boolean bit(byte[] bytes, int i) {
        return (bytes[i / 8] & (0x80 >> (i % 8))) != 0;
    }

    Optional<PortRange> ports(boolean source) {
        for (int protocol : new int[] {TCP, UDP, SCTP}) {
            Integer port = numbers.get(portKey(source, protocol));
            if (port != null) return Optional.of(PortRange.of(port));
        }
        int key = source ? TCA_FLOWER_KEY_PORT_SRC_MIN : TCA_FLOWER_KEY_PORT_DST_MIN;
        Integer first = numbers.get(key);
        Integer last = numbers.get(key + 1);
        if (first == null || last == null || first > last) return Optional.empty();
        return Optional.of(new PortRange(first, last));
    }
}
