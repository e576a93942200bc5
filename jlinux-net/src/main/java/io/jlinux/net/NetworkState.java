package io.jlinux.net;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network namespace as it was at one moment: a value.
 *
 * @param links by index
 * @param addresses of all links
 * @param routes of all tables but that of local addresses
 * @param rules by which a table is chosen, those of IPv4 before those of IPv6, each in the order in which they are asked
 * @param neighbours as {@code ip neighbour} shows them, so without those that need no question; none unless the monitor was {@link
 *     NetworkMonitor#openWithNeighbours opened with them}
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public record NetworkState(
        Map<Integer, Link> links,
        Set<LinkAddress> addresses,
        Set<Route> routes,
        List<Rule> rules,
        Set<NeighbourEntry> neighbours) {
    /** The order is that in which they were told. */
    public NetworkState {
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
        addresses = Collections.unmodifiableSet(new LinkedHashSet<>(addresses));
        routes = Collections.unmodifiableSet(new LinkedHashSet<>(routes));
        rules = List.copyOf(rules);
        neighbours = Collections.unmodifiableSet(new LinkedHashSet<>(neighbours));
    }

    /** The link with this name. */
    public Optional<Link> link(String name) {
        return links.values().stream().filter(l -> l.name().equals(name)).findFirst();
    }
}
