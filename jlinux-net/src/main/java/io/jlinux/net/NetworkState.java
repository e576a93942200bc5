package io.jlinux.net;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network namespace as it was at one moment: a value. Neighbours change all the time, and are not part of it.
 *
 * @param links by index
 * @param addresses of all links
 * @param routes of all tables but that of local addresses
 */
public record NetworkState(Map<Integer, Link> links, Set<LinkAddress> addresses, Set<Route> routes) {
    /** The order is that in which they were told. */
    public NetworkState {
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
        addresses = Collections.unmodifiableSet(new LinkedHashSet<>(addresses));
        routes = Collections.unmodifiableSet(new LinkedHashSet<>(routes));
    }

    /** The link with this name. */
    public Optional<Link> link(String name) {
        return links.values().stream().filter(l -> l.name().equals(name)).findFirst();
    }
}
