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

    /** What a neighbour is known by. */
    private record NeighbourKey(int link, InetAddress address) {
        static NeighbourKey of(NeighbourEntry n) {
            return new NeighbourKey(n.linkIndex(), n.address());
        }
    }

    /** A route that the kernel has made of another one for a connection. */
    private static final int RTM_F_CLONED = 0x200;

    private static final int CHANGES_OTHERS = NetlinkFlags.NLM_F_REPLACE | NetlinkFlags.NLM_F_APPEND;

    private final Map<Integer, Link> links = new LinkedHashMap<>();
    private final Map<AddressKey, LinkAddress> addresses = new LinkedHashMap<>();
    private final Map<Route, Route> routes = new LinkedHashMap<>();
    private final Map<NeighbourKey, NeighbourEntry> neighbours = new LinkedHashMap<>();
    private List<Rule> rules = List.of();

    /**
     * Whether routes may have gone, or become others, of which nothing is told: those of IPv4 when their link goes down or
     * their address goes, and those that a new one has taken the place of.
     */
    private boolean routesInDoubt;

    /** A rule came or went. Where it stands among the others, and whether there is one more like it, is not told. */
    private boolean rulesInDoubt;

    void reset(
            List<Link> newLinks,
            List<LinkAddress> newAddresses,
            List<Route> newRoutes,
            List<Rule> newRules,
            List<NeighbourEntry> newNeighbours) {
        rules = List.copyOf(newRules);
        rulesInDoubt = false;
        neighbours.clear();
        for (NeighbourEntry n : newNeighbours) {
            if (isKept(n)) neighbours.put(NeighbourKey.of(n), n);
        }
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

    boolean rulesInDoubt() {
        return rulesInDoubt;
    }

    /** The rules are these; returns what that changes. */
    List<NetworkEvent> resetRules(List<Rule> now) {
        rulesInDoubt = false;
        List<NetworkEvent> events = new ArrayList<>();
        List<Rule> added = new ArrayList<>(now);
        for (Rule r : rules) {
            if (!added.remove(r)) events.add(new NetworkEvent.RuleRemoved(r));
        }
        for (Rule r : added) events.add(new NetworkEvent.RuleAdded(r));
        rules = List.copyOf(now);
        return events;
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
        return new NetworkState(
                links,
                new LinkedHashSet<>(addresses.values()),
                routes.keySet(),
                rules,
                new LinkedHashSet<>(neighbours.values()));
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
            case Rtm.RTM_NEWRULE, Rtm.RTM_DELRULE -> rule();
            case Rtm.RTM_NEWNEIGH -> NeighbourEntry.decode(m).flatMap(this::neighbour);
            case Rtm.RTM_DELNEIGH -> NeighbourEntry.decode(m).flatMap(this::neighbourGone);
            default -> Optional.empty();
        };
    }

    private Optional<NetworkEvent> rule() {
        rulesInDoubt = true;
        return Optional.empty();
    }

    /** As {@code ip neighbour} shows them; the kernel tells nothing of the others. */
    private static boolean isKept(NeighbourEntry n) {
        return !n.proxy() && n.state() != NeighbourState.NOARP && n.state() != NeighbourState.NONE;
    }

    private Optional<NetworkEvent> neighbour(NeighbourEntry neighbour) {
        if (!isKept(neighbour)) return neighbourGone(neighbour);
        NeighbourEntry before = neighbours.put(NeighbourKey.of(neighbour), neighbour);
        if (neighbour.equals(before)) return Optional.empty();
        return Optional.of(new NetworkEvent.NeighbourChanged(neighbour, Optional.ofNullable(before)));
    }

    private Optional<NetworkEvent> neighbourGone(NeighbourEntry neighbour) {
        NeighbourEntry before = neighbours.remove(NeighbourKey.of(neighbour));
        return Optional.ofNullable(before).map(NetworkEvent.NeighbourRemoved::new);
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
        // the time that it has left is told again and again
        if (before != null && before.withoutLifetimes().equals(address.withoutLifetimes())) return Optional.empty();
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
