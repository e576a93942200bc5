package io.jlinux.net;

import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import java.util.Optional;

/**
 * What the packets of a route are packed into, without a link of its own for each tunnel ({@code RTA_ENCAP}, Linux 4.3).
 *
 * <pre>{@code
 * Route.to(Cidr.of("10.9.0.0/16")).dev(vxlan).encapsulated(IpEncapsulation.to(Cidr.address("192.0.2.7")).id(42))
 * Route.to(Cidr.of("10.9.0.0/16")).via(gateway).encapsulated(new MplsEncapsulation(List.of(100, 200)))
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8), encap</a>
 */
public sealed interface Encapsulation
        permits IpEncapsulation, MplsEncapsulation, SegmentEncapsulation, OtherEncapsulation {
    /** {@code LWTUNNEL_ENCAP_*}. */
    int type();

    /** What is in {@code RTA_ENCAP}. */
    Attributes attributes();

    /** Empty for a route without. */
    static Optional<Encapsulation> read(int type, Attributes attributes) throws NetlinkException {
        return switch (type) {
            case 0 -> Optional.empty();
            case MplsEncapsulation.TYPE -> Optional.of(MplsEncapsulation.read(attributes));
            case IpEncapsulation.TYPE_IPV4, IpEncapsulation.TYPE_IPV6 ->
                Optional.of(IpEncapsulation.read(type, attributes));
            case SegmentEncapsulation.TYPE -> Optional.of(SegmentEncapsulation.read(attributes));
            default -> Optional.of(new OtherEncapsulation(type, attributes));
        };
    }
}
