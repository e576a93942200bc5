package io.jlinux.net;

import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A route, as it is in the kernel or as it shall be.
 *
 * <pre>{@code
 * Route.defaultVia(Cidr.address("10.7.0.1"))
 * Route.to(Cidr.of("10.8.0.0/16")).via(Cidr.address("10.7.0.2")).metric(100)
 * Route.to(Cidr.of("10.9.0.0/24")).dev(link.index())
 * }</pre>
 *
 * @param destination a network; {@code 0.0.0.0/0} or {@code ::/0} for a default route
 * @param gateway the next host; empty where the destination is on the link itself, and for multipath
 * @param linkIndex of the link; empty where the kernel shall find it by the gateway, and for multipath
 * @param nextHops of a multipath route; else empty
 * @param metric the lower one wins; empty where there is none
 * @param preferredSource the address from which this host speaks on it
 * @param table 254 is the main table, 255 that of local addresses
 * @param protocol who made it, {@code RTPROT_*}: 2 is the kernel, 3 an administrator, 4 also
 * @param scope {@code RT_SCOPE_*}: 0 behind a gateway, 253 on the link, 254 on this host
 * @param type {@code RTN_*}: 1 is unicast, 2 local, 6 blackhole
 */
public record Route(
        Cidr destination,
        Optional<InetAddress> gateway,
        OptionalInt linkIndex,
        List<NextHop> nextHops,
        OptionalLong metric,
        Optional<InetAddress> preferredSource,
        int table,
        int protocol,
        int scope,
        int type) {

    public Route {
        destination = destination.network();
        nextHops = List.copyOf(nextHops);
    }

    /** A route to a network, still without a way: {@link #via}, {@link #dev} or {@link #over} say where it goes. */
    public static Route to(Cidr destination) {
        int scope = destination.isIpv6() ? Rtm.RT_SCOPE_UNIVERSE : Rtm.RT_SCOPE_LINK;
        return new Route(
                destination,
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                OptionalLong.empty(),
                Optional.empty(),
                Rtm.RT_TABLE_MAIN,
                Rtm.RTPROT_BOOT,
                scope,
                Rtm.RTN_UNICAST);
    }

    /** The default route of the gateway's family. */
    public static Route defaultVia(InetAddress gateway) {
        return to(gateway.getAddress().length == 16 ? Cidr.ALL_IPV6 : Cidr.ALL_IPV4)
                .via(gateway);
    }

    /** Through a gateway, of the same family as the destination. */
    public Route via(InetAddress host) {
        if (host.getAddress().length != destination.address().getAddress().length) {
            throw new IllegalArgumentException(destination + " via " + host.getHostAddress() + ": two families");
        }
        return with(Optional.of(host), linkIndex, List.of(), metric, preferredSource, table, Rtm.RT_SCOPE_UNIVERSE);
    }

    /** Through this link. */
    public Route dev(int index) {
        return with(gateway, OptionalInt.of(index), List.of(), metric, preferredSource, table, scope);
    }

    /** Through several links or gateways at once. */
    public Route over(List<NextHop> hops) {
        return with(Optional.empty(), OptionalInt.empty(), hops, metric, preferredSource, table, Rtm.RT_SCOPE_UNIVERSE);
    }

    /** With a metric, 0 to 2³²-1: of routes to the same destination the one with the lowest is taken. */
    public Route metric(long value) {
        if (value < 0 || value > 0xffff_ffffL) throw new IllegalArgumentException("metric " + value);
        return with(gateway, linkIndex, nextHops, OptionalLong.of(value), preferredSource, table, scope);
    }

    /** From this address of the host. */
    public Route preferredSource(InetAddress source) {
        return with(gateway, linkIndex, nextHops, metric, Optional.of(source), table, scope);
    }

    /** In another table than the main one. */
    public Route table(int number) {
        return with(gateway, linkIndex, nextHops, metric, preferredSource, number, scope);
    }

    private Route with(
            Optional<InetAddress> newGateway,
            OptionalInt newLink,
            List<NextHop> newHops,
            OptionalLong newMetric,
            Optional<InetAddress> newSource,
            int newTable,
            int newScope) {
        return new Route(
                destination, newGateway, newLink, newHops, newMetric, newSource, newTable, protocol, newScope, type);
    }

    public boolean isDefault() {
        return destination.prefixLength() == 0;
    }
}
