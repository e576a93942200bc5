package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.RtaxAttr;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A route, as it is in the kernel or as it shall be.
 *
 * <pre>{@code
 * Route.defaultVia(Cidr.address("10.7.0.1"))
 * Route.to(Cidr.of("10.8.0.0/16")).via(Cidr.address("10.7.0.2")).metric(100)
 * Route.to(Cidr.of("10.9.0.0/24")).dev(link.index())
 * Route.to(Cidr.ALL_IPV4).via(Cidr.address("fe80::1")).dev(link.index())      // IPv4 over a neighbour that has only IPv6
 * }</pre>
 *
 * @param destination a network; {@code 0.0.0.0/0} or {@code ::/0} for a default route
 * @param source the network from which packets must come, of IPv6 only ({@code ip route … from}); what {@link Routes#get} found
 *     has the address that was asked for here; empty for any
 * @param typeOfService the DS field of packets that it is for, the two bits of ECN being 0; 0 for any, of IPv4 only
 * @param gateway the next host; empty where the destination is on the link itself, and for multipath
 * @param linkIndex of the link; empty where the kernel shall find it by the gateway, and for multipath
 * @param nextHops of a multipath route; else empty
 * @param metric the lower one wins; empty where there is none
 * @param preferredSource the address from which this host speaks on it
 * @param table 254 is the main table, 255 that of local addresses
 * @param protocol who made it, {@code RTPROT_*}: 2 is the kernel, 3 an administrator, 4 also
 * @param scope {@code RT_SCOPE_*}: 0 behind a gateway, 253 on the link, 254 on this host
 * @param type {@code RTN_*}: 1 is unicast, 2 local, 6 blackhole
 * @param onLink whether the gateway is taken to be on the link, whatever the addresses say
 * @param nextHopId the {@link NextHopObject} by which it goes; the kernel tells what that is, too
 * @param metrics what the {@link Metric}s say
 * @param encapsulation what packets on it are packed into; empty for none
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8)</a>
 */
public record Route(
        Cidr destination,
        Optional<Cidr> source,
        int typeOfService,
        Optional<InetAddress> gateway,
        OptionalInt linkIndex,
        List<NextHop> nextHops,
        OptionalLong metric,
        Optional<InetAddress> preferredSource,
        int table,
        int protocol,
        int scope,
        int type,
        boolean onLink,
        OptionalInt nextHopId,
        Attributes metrics,
        Optional<Encapsulation> encapsulation) {

    public Route {
        destination = destination.network();
        source = source.map(Cidr::network).filter(n -> n.prefixLength() > 0);
        nextHops = List.copyOf(nextHops);
    }

    /** A route to a network, still without a way: {@link #via}, {@link #dev} or {@link #over} say where it goes. */
    public static Route to(Cidr destination) {
        int scope = destination.isIpv6() ? Rtm.RT_SCOPE_UNIVERSE : Rtm.RT_SCOPE_LINK;
        return new Route(
                destination,
                Optional.empty(),
                0,
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                OptionalLong.empty(),
                Optional.empty(),
                Rtm.RT_TABLE_MAIN,
                Rtm.RTPROT_BOOT,
                scope,
                Rtm.RTN_UNICAST,
                false,
                OptionalInt.empty(),
                Attributes.NONE,
                Optional.empty());
    }

    /** The default route of the gateway's family. */
    public static Route defaultVia(InetAddress gateway) {
        return to(gateway.getAddress().length == 16 ? Cidr.ALL_IPV6 : Cidr.ALL_IPV4)
                .via(gateway);
    }

    /**
     * Through a gateway: of the same family as the destination, or for IPv4 of IPv6 ({@code RTA_VIA}, {@code ip route add … via
     * inet6}, Linux 5.2). A link-local gateway needs {@link #dev}, too.
     */
    public Route via(InetAddress host) {
        if (destination.isIpv6() && host.getAddress().length == 4) {
            throw new IllegalArgumentException(
                    destination + " via " + IpLiteral.format(host) + ": IPv6 does not go through gateways of IPv4");
        }
        return with(d -> {
            d.gateway = Optional.of(host);
            d.nextHops = List.of();
            d.scope = Rtm.RT_SCOPE_UNIVERSE;
        });
    }

    /**
     * For packets from this network only, of IPv6 ({@code RTA_SRC}; the kernel needs {@code CONFIG_IPV6_SUBTREES}). For IPv4 see
     * {@link Rule#from}.
     */
    public Route from(Cidr network) {
        if (!destination.isIpv6() || !network.isIpv6()) {
            throw new IllegalArgumentException(
                    destination + " from " + network + ": only routes of IPv6 may depend on the source");
        }
        return with(d -> d.source = Optional.of(network));
    }

    /** For packets with this DS field only, 0 to 252 in steps of 4, of IPv4 ({@code ip route add … dsfield}). */
    public Route typeOfService(int dsField) {
        if (dsField < 0 || dsField > 255) throw new IllegalArgumentException("DS field " + dsField);
        return with(d -> d.typeOfService = dsField);
    }

    /** Through this link. */
    public Route dev(int index) {
        return with(d -> {
            d.linkIndex = OptionalInt.of(index);
            d.nextHops = List.of();
        });
    }

    /** Through several links or gateways at once. */
    public Route over(List<NextHop> hops) {
        return with(d -> {
            d.gateway = Optional.empty();
            d.linkIndex = OptionalInt.empty();
            d.nextHops = hops;
            d.scope = Rtm.RT_SCOPE_UNIVERSE;
        });
    }

    /** With a metric, 0 to 2³²-1: of routes to the same destination the one with the lowest is taken. */
    public Route metric(long value) {
        if (value < 0 || value > 0xffff_ffffL) throw new IllegalArgumentException("metric " + value);
        return with(d -> d.metric = OptionalLong.of(value));
    }

    /** From this address of the host. */
    public Route preferredSource(InetAddress source) {
        return with(d -> d.preferredSource = Optional.of(source));
    }

    /** In another table than the main one. */
    public Route table(int number) {
        return with(d -> d.table = number);
    }

    /** Its packets are packed into others, which go by its gateway or link. */
    public Route encapsulated(Encapsulation into) {
        return with(d -> d.encapsulation = Optional.of(into));
    }

    /** Who made it, {@code RTPROT_*}, 0 to 255: daemons know theirs by it. */
    public Route protocol(int number) {
        if (number < 0 || number > 255) throw new IllegalArgumentException("protocol " + number);
        return with(d -> d.protocol = number);
    }

    /** Of another type than unicast; most of them go nowhere. */
    public Route type(RouteType kind) {
        int newScope = kind == RouteType.LOCAL ? Rtm.RT_SCOPE_HOST : Rtm.RT_SCOPE_UNIVERSE;
        return with(d -> {
            d.scope = kind == RouteType.UNICAST ? scope : newScope;
            d.type = kind.number();
        });
    }

    /** Takes the gateway to be on the link. */
    public Route onLinkGateway() {
        return with(d -> d.onLink = true);
    }

    /** By a {@link NextHopObject}, and not by a gateway or link of its own. */
    public Route nextHop(int id) {
        return with(d -> {
            d.scope = Rtm.RT_SCOPE_UNIVERSE;
            d.nextHopId = OptionalInt.of(id);
        });
    }

    /** With this metric ({@code RTAX_*}). */
    public Route with(Metric option, long value) {
        return with(d -> d.metrics = metrics.with(option.attribute, AttributeType.U32, value));
    }

    /** What it says about a metric; empty where the default of the system holds. */
    public OptionalLong get(Metric option) throws NetlinkException {
        Optional<Long> value = metrics.get(option.attribute, AttributeType.U32);
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    /** Numbers that a route keeps for the connections over it ({@code RTAX_*}). */
    public enum Metric {
        /** Bytes. */
        MTU(RtaxAttr.RTAX_MTU),
        /** Bytes that a TCP connection offers at most. */
        WINDOW(RtaxAttr.RTAX_WINDOW),
        /** Milliseconds, as they are guessed in the beginning, times 8. */
        RTT(RtaxAttr.RTAX_RTT),
        SSTHRESH(RtaxAttr.RTAX_SSTHRESH),
        CWND(RtaxAttr.RTAX_CWND),
        /** Bytes of a segment that is announced. */
        ADVMSS(RtaxAttr.RTAX_ADVMSS),
        REORDERING(RtaxAttr.RTAX_REORDERING),
        HOPLIMIT(RtaxAttr.RTAX_HOPLIMIT),
        /** Segments that may be sent before the first acknowledgement. */
        INITCWND(RtaxAttr.RTAX_INITCWND),
        /** Milliseconds. */
        RTO_MIN(RtaxAttr.RTAX_RTO_MIN),
        INITRWND(RtaxAttr.RTAX_INITRWND),
        QUICKACK(RtaxAttr.RTAX_QUICKACK);

        private final int attribute;

        Metric(int attribute) {
            this.attribute = attribute;
        }
    }

    public boolean isDefault() {
        return destination.prefixLength() == 0;
    }

    private Route with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.value();
    }

    /** A copy that is being changed. */
    private static final class Draft {
        private Cidr destination;
        private Optional<Cidr> source;
        private int typeOfService;
        private Optional<InetAddress> gateway;
        private OptionalInt linkIndex;
        private List<NextHop> nextHops;
        private OptionalLong metric;
        private Optional<InetAddress> preferredSource;
        private int table;
        private int protocol;
        private int scope;
        private int type;
        private boolean onLink;
        private OptionalInt nextHopId;
        private Attributes metrics;
        private Optional<Encapsulation> encapsulation;

        Draft(Route o) {
            destination = o.destination;
            source = o.source;
            typeOfService = o.typeOfService;
            gateway = o.gateway;
            linkIndex = o.linkIndex;
            nextHops = o.nextHops;
            metric = o.metric;
            preferredSource = o.preferredSource;
            table = o.table;
            protocol = o.protocol;
            scope = o.scope;
            type = o.type;
            onLink = o.onLink;
            nextHopId = o.nextHopId;
            metrics = o.metrics;
            encapsulation = o.encapsulation;
        }

        Route value() {
            return new Route(
                    destination,
                    source,
                    typeOfService,
                    gateway,
                    linkIndex,
                    nextHops,
                    metric,
                    preferredSource,
                    table,
                    protocol,
                    scope,
                    type,
                    onLink,
                    nextHopId,
                    metrics,
                    encapsulation);
        }
    }
}
