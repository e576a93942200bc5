package io.jlinux.net;

import static io.jlinux.net.wire.RtaAttr.RTA_DST;
import static io.jlinux.net.wire.RtaAttr.RTA_ENCAP;
import static io.jlinux.net.wire.RtaAttr.RTA_ENCAP_TYPE;
import static io.jlinux.net.wire.RtaAttr.RTA_GATEWAY;
import static io.jlinux.net.wire.RtaAttr.RTA_METRICS;
import static io.jlinux.net.wire.RtaAttr.RTA_MULTIPATH;
import static io.jlinux.net.wire.RtaAttr.RTA_NH_ID;
import static io.jlinux.net.wire.RtaAttr.RTA_OIF;
import static io.jlinux.net.wire.RtaAttr.RTA_PREFSRC;
import static io.jlinux.net.wire.RtaAttr.RTA_PRIORITY;
import static io.jlinux.net.wire.RtaAttr.RTA_SRC;
import static io.jlinux.net.wire.RtaAttr.RTA_TABLE;
import static io.jlinux.net.wire.RtaAttr.RTA_VIA;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code RTM_NEWROUTE} messages to {@link Route}s. */
final class RouteDecoder {
    private final int family;
    private int table;
    private @Nullable InetAddress destination;
    private @Nullable InetAddress gateway;
    private @Nullable InetAddress source;
    private @Nullable InetAddress preferredSource;
    private OptionalInt linkIndex = OptionalInt.empty();
    private OptionalLong metric = OptionalLong.empty();
    private List<NextHop> nextHops = List.of();
    private OptionalInt nextHopId = OptionalInt.empty();
    private Attributes metrics = Attributes.NONE;
    private int encapsulationType;
    private Attributes encapsulation = Attributes.NONE;

    private RouteDecoder(int family, int table) {
        this.family = family;
        this.table = table;
    }

    /** Empty for families other than IPv4 and IPv6. */
    static Optional<Route> decode(Message message) throws NetlinkException {
        if (message.type() != Rtm.RTM_NEWROUTE && message.type() != Rtm.RTM_DELROUTE) {
            throw NetlinkException.malformed("message type " + message.type() + " where a route was asked for");
        }
        int family = message.u8(0);
        if (family != AddressDecoder.AF_INET && family != AddressDecoder.AF_INET6) return Optional.empty();
        RouteDecoder d = new RouteDecoder(family, message.u8(Layouts.RTMSG_TABLE));
        for (AttributeReader a = message.attributes(Layouts.RTMSG_SIZE); a.next(); ) d.take(a);
        Cidr all = family == AddressDecoder.AF_INET6 ? Cidr.ALL_IPV6 : Cidr.ALL_IPV4;
        int prefix = message.u8(Layouts.RTMSG_DST_LEN);
        InetAddress from = d.source;
        if (from != null && from.isAnyLocalAddress()) from = null; // so of IPv6 no source is told
        return Optional.of(new Route(
                AddressDecoder.cidr(d.destination == null ? all.address() : d.destination, prefix),
                from == null
                        ? Optional.empty()
                        : Optional.of(AddressDecoder.cidr(from, message.u8(Layouts.RTMSG_SRC_LEN))),
                message.u8(Layouts.RTMSG_TOS),
                Optional.ofNullable(d.gateway),
                d.linkIndex,
                d.nextHops,
                d.metric,
                Optional.ofNullable(d.preferredSource),
                d.table,
                message.u8(Layouts.RTMSG_PROTOCOL),
                message.u8(Layouts.RTMSG_SCOPE),
                message.u8(Layouts.RTMSG_TYPE),
                (message.u32(Layouts.RTMSG_FLAGS) & Rtm.RTNH_F_ONLINK) != 0,
                d.nextHopId,
                d.metrics,
                Encapsulation.read(d.encapsulationType, d.encapsulation)));
    }

    private void take(AttributeReader a) throws NetlinkException {
        switch (a.type()) {
            case RTA_DST -> destination = AddressDecoder.ip(a, family);
            case RTA_SRC -> source = AddressDecoder.ip(a, family);
            case RTA_GATEWAY -> gateway = AddressDecoder.ip(a, family);
            case RTA_VIA -> gateway = via(a);
            case RTA_PREFSRC -> preferredSource = AddressDecoder.ip(a, family);
            case RTA_OIF -> linkIndex = OptionalInt.of(a.u32());
            case RTA_PRIORITY -> metric = OptionalLong.of(a.u32() & 0xffff_ffffL);
            case RTA_TABLE -> table = a.u32();
            case RTA_NH_ID -> nextHopId = OptionalInt.of(a.u32());
            case RTA_METRICS -> metrics = Attributes.within(a);
            case RTA_MULTIPATH -> nextHops = nextHops(a);
            case RTA_ENCAP_TYPE -> encapsulationType = a.u16();
            case RTA_ENCAP -> encapsulation = Attributes.within(a);
            default -> {} // statistics
        }
    }

    /** {@code struct rtvia}: a gateway of another family. */
    private static InetAddress via(AttributeReader a) throws NetlinkException {
        int length = a.length() - 2;
        if (length != 4 && length != 16) throw NetlinkException.malformed("a gateway of " + length + " bytes");
        return IpLiteral.of(a.bytes(2, length));
    }

    private List<NextHop> nextHops(AttributeReader multipath) throws NetlinkException {
        List<NextHop> hops = new ArrayList<>();
        for (var hop = multipath.records(Layouts.RTNEXTHOP_SIZE); hop.next(); ) {
            @Nullable InetAddress through = null;
            int type = 0;
            Attributes packed = Attributes.NONE;
            for (AttributeReader a = hop.attributes(); a.next(); ) {
                switch (a.type()) {
                    case RTA_GATEWAY -> through = AddressDecoder.ip(a, family);
                    case RTA_VIA -> through = via(a);
                    case RTA_ENCAP_TYPE -> type = a.u16();
                    case RTA_ENCAP -> packed = Attributes.within(a);
                    default -> {}
                }
            }
            hops.add(new NextHop(
                    Optional.ofNullable(through),
                    hop.u32(Layouts.RTNEXTHOP_INDEX),
                    hop.u8(Layouts.RTNEXTHOP_HOPS) + 1,
                    Encapsulation.read(type, packed)));
        }
        return hops;
    }
}
