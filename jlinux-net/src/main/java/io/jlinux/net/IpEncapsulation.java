package io.jlinux.net;

import static io.jlinux.net.wire.LwtIpAttr.LWTUNNEL_IP_DST;
import static io.jlinux.net.wire.LwtIpAttr.LWTUNNEL_IP_ID;
import static io.jlinux.net.wire.LwtIpAttr.LWTUNNEL_IP_SRC;
import static io.jlinux.net.wire.LwtIpAttr.LWTUNNEL_IP_TOS;
import static io.jlinux.net.wire.LwtIpAttr.LWTUNNEL_IP_TTL;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * IPv4 or IPv6 around the packet, for a link that leaves it to the route where packets go: a vxlan, gre or geneve with {@code
 * external}.
 *
 * @param destination the other host; its family is that of the tunnel
 * @param source empty where the kernel chooses it
 * @param id the number of the tunnel or network, 0 to 2⁶³-1; empty for 0
 * @param ttl 1 to 255, of IPv6 the hop limit; empty for the kernel's default
 * @param trafficClass 0 to 255, the type of service; empty for 0
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8), encap ip</a>
 */
public record IpEncapsulation(
        InetAddress destination,
        Optional<InetAddress> source,
        Optional<Long> id,
        Optional<Integer> ttl,
        Optional<Integer> trafficClass)
        implements Encapsulation {
    static final int TYPE_IPV4 = 2;
    static final int TYPE_IPV6 = 4;

    /** The numbers of the attributes are the same for both families. */
    private static final AttributeType<Long> U64_NETWORK_ORDER =
            AttributeType.of(v -> ByteBuffer.allocate(8).putLong(v).array(), a -> a.u64NetworkOrder());

    public IpEncapsulation {
        int size = destination.getAddress().length;
        if (source.isPresent() && source.get().getAddress().length != size) {
            throw new IllegalArgumentException("from " + source.get() + " to " + destination + ": two families");
        }
        if (id.isPresent() && id.get() < 0) throw new IllegalArgumentException("id " + id.get());
        ttl.ifPresent(AttributeType.U8::encode);
        trafficClass.ifPresent(AttributeType.U8::encode);
    }

    /** To this host. */
    public static IpEncapsulation to(InetAddress host) {
        return new IpEncapsulation(host, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** From this address of the host. */
    public IpEncapsulation from(InetAddress address) {
        return new IpEncapsulation(destination, Optional.of(address), id, ttl, trafficClass);
    }

    /** With the number of the tunnel or network. */
    public IpEncapsulation id(long number) {
        return new IpEncapsulation(destination, source, Optional.of(number), ttl, trafficClass);
    }

    /** With this TTL or hop limit. */
    public IpEncapsulation ttl(int hops) {
        return new IpEncapsulation(destination, source, id, Optional.of(hops), trafficClass);
    }

    private boolean isIpv6() {
        return destination.getAddress().length == 16;
    }

    @Override
    public int type() {
        return isIpv6() ? TYPE_IPV6 : TYPE_IPV4;
    }

    @Override
    public Attributes attributes() {
        Attributes a = Attributes.NONE;
        if (id.isPresent()) a = a.with(LWTUNNEL_IP_ID, U64_NETWORK_ORDER, id.get());
        a = a.with(LWTUNNEL_IP_DST, IpTypes.ANY, destination);
        if (source.isPresent()) a = a.with(LWTUNNEL_IP_SRC, IpTypes.ANY, source.get());
        if (ttl.isPresent()) a = a.with(LWTUNNEL_IP_TTL, AttributeType.U8, ttl.get());
        return trafficClass.isPresent() ? a.with(LWTUNNEL_IP_TOS, AttributeType.U8, trafficClass.get()) : a;
    }

    /** The kernel tells all of them: what is 0 was not said. */
    static IpEncapsulation read(int type, Attributes a) throws NetlinkException {
        AttributeType<InetAddress> address = type == TYPE_IPV6 ? IpTypes.IPV6 : IpTypes.IPV4;
        InetAddress any = (type == TYPE_IPV6 ? Cidr.ALL_IPV6 : Cidr.ALL_IPV4).address();
        return new IpEncapsulation(
                a.get(LWTUNNEL_IP_DST, address).orElse(any),
                a.get(LWTUNNEL_IP_SRC, address).filter(s -> !s.isAnyLocalAddress()),
                a.get(LWTUNNEL_IP_ID, U64_NETWORK_ORDER).filter(i -> i > 0),
                a.get(LWTUNNEL_IP_TTL, AttributeType.U8).filter(t -> t > 0),
                a.get(LWTUNNEL_IP_TOS, AttributeType.U8).filter(t -> t > 0));
    }
}
