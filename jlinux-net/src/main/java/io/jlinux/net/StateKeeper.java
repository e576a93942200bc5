package io.jlinux.net;

import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a state true by what is told of changes: pure, without a kernel. What is told twice, or is known already from a dump
 * that was later than the change, changes nothing and tells nothing.
 */
final class StateKeeper {
    /** What an address is known by: the kernel tells a change of its lifetime or flags as a new one. */
    private record AddressKey(int link, Cidr cidr, Optional<InetAddress> peer) {
        static AddressKey of(LinkAddress a) {
            return new AddressKey(a.linkIndex(), a.cidr(), a.peer());
        }
    }

    /** A route that the kernel has made of another one for a connection. */
    private static final int RTM_F_CLONED = 0x200;

    private static final int CHANGES_OTHERS = NetlinkFlags.NLM_F_REPLACE | NetlinkFlags.NLM_F_APPEND;

    private final Map<Integer, Link> links = new LinkedHashMap<>();
    private final Map<AddressKey, LinkAddress> addresses = new LinkedHashMap<>();
    private final Map<Route, Route> routes = new LinkedHashMap<>();

    /**
     * Whether routes may have gone, or become others, of which nothing is told: those of IPv4 when their link goes down or
     * their address goes, and those that a new one has taken the place of.
     */
    private boolean routesInDoubt;

    void reset(List<Link> newLinks, List<LinkAddress> newAddresses, List<Route> newRoutes) {
        links.clear();
        addresses.clear();
        routes.clear();
        for (Link l : newLinks) links.put(l.index(), l);
        for (LinkAddress a : newAddresses) addresses.put(AddressKey.of(a), a);
        for (Route r : newRoutes) routes.put(r, r);
        routesInDoubt = false;
    }

    boolean routesInDoubt() {
        return routesInDoubt;
    }

    /** The routes are these; returns what that changes. */
    List<NetworkEvent> resetRoutes(List<Route> now) {
        routesInDoubt = false;
        List<NetworkEvent> events = new ArrayList<>();
        Set<Route> there = new HashSet<>(now);
        for (Route r : List.copyOf(routes.keySet())) {
            if (there.contains(r)) continue;
            routes.remove(r);
            events.add(new NetworkEvent.RouteRemoved(r));
        }
        for (Route r : now) route(r).ifPresent(events::add);
        return events;
    }

    NetworkState state() {
        return new NetworkState(links, new LinkedHashSet<>(addresses.values()), routes.keySet());
    }

    /** What the notification changes; empty for nothing that is kept here. */
    Optional<NetworkEvent> apply(Message m) throws NetlinkException {
        return switch (m.type()) {
            case Rtm.RTM_NEWLINK -> m.u8(0) == 0 ? link(LinkDecoder.decode(m)) : Optional.empty();
            case Rtm.RTM_DELLINK -> m.u8(0) == 0 ? linkGone(LinkDecoder.decode(m)) : Optional.empty();
            case Rtm.RTM_NEWADDR -> AddressDecoder.decode(m).flatMap(this::address);
            case Rtm.RTM_DELADDR -> AddressDecoder.decode(m).flatMap(this::addressGone);
            case Rtm.RTM_NEWROUTE -> route(m);
            case Rtm.RTM_DELROUTE -> routeGone(m);
            default -> Optional.empty();
        };
    }

    private Optional<NetworkEvent> route(Message m) throws NetlinkException {
        if ((m.u32(Layouts.RTMSG_FLAGS) & RTM_F_CLONED) != 0) return Optional.empty();
        if ((m.flags() & CHANGES_OTHERS) != 0) routesInDoubt = true;
        return RouteDecoder.decode(m).filter(StateKeeper::isKept).flatMap(this::route);
    }

    private Optional<NetworkEvent> routeGone(Message m) throws NetlinkException {
        if ((m.u32(Layouts.RTMSG_FLAGS) & RTM_F_CLONED) != 0) return Optional.empty();
        return RouteDecoder.decode(m).filter(StateKeeper::isKept).flatMap(this::routeGone);
    }

    static boolean isKept(Route route) {
        return route.table() != Rtm.RT_TABLE_LOCAL;
    }

    private Optional<NetworkEvent> link(Link link) {
        Link before = links.put(link.index(), link);
        if (before != null && before.isUp() && !link.isUp()) routesInDoubt = true;
        if (link.equals(before)) return Optional.empty();
        return Optional.of(new NetworkEvent.LinkChanged(link, Optional.ofNullable(before)));
    }

    private Optional<NetworkEvent> linkGone(Link link) {
        Link before = links.remove(link.index());
        routesInDoubt = true;
        return Optional.ofNullable(before).map(NetworkEvent.LinkRemoved::new);
    }

    private Optional<NetworkEvent> address(LinkAddress address) {
        LinkAddress before = addresses.put(AddressKey.of(address), address);
        if (Objects.equals(before, address)) return Optional.empty();
        return Optional.of(new NetworkEvent.AddressAdded(address));
    }

    private Optional<NetworkEvent> addressGone(LinkAddress address) {
        LinkAddress before = addresses.remove(AddressKey.of(address));
        routesInDoubt = true;
        return Optional.ofNullable(before).map(NetworkEvent.AddressRemoved::new);
    }

    private Optional<NetworkEvent> route(Route route) {
        return routes.put(route, route) == null ? Optional.of(new NetworkEvent.RouteAdded(route)) : Optional.empty();
    }

    private Optional<NetworkEvent> routeGone(Route route) {
        Route before = routes.remove(route);
        if (before == null) routesInDoubt = true; // a part of one with several ways
        return Optional.ofNullable(before).map(NetworkEvent.RouteRemoved::new);
    }
}
