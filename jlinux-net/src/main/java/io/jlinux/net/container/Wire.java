package io.jlinux.net.container;

import io.jlinux.net.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The way of a container's packets to the host, as far as it is there.
 *
 * @param inside its link
 * @param outside the other end, on the host
 * @param bridge that the other end is a port of
 */
record Wire(Link inside, Optional<Link> outside, Optional<Link> bridge) {
    /** Those of all links of the container but the loopback. */
    static List<Wire> find(NetworkFacts host, NetworkFacts container) {
        List<Wire> wires = new ArrayList<>();
        for (Link link : container.links()) {
            boolean connects = !link.isLoopback()
                    && (link.isKind("veth") || !container.addressesOf(link).isEmpty());
            if (!connects) continue; // tunnels that the kernel makes in each namespace, not in use
            Optional<Link> outside = otherEnd(host, link);
            Optional<Link> bridge = outside.flatMap(
                    o -> o.master().isPresent() ? host.link(o.master().getAsInt()) : Optional.empty());
            wires.add(new Wire(link, outside, bridge));
        }
        return wires;
    }

    /** Each end of a veth names the index of the other. */
    private static Optional<Link> otherEnd(NetworkFacts host, Link link) {
        if (!link.isKind("veth") || link.linkedIndex().isEmpty()) return Optional.empty();
        return host.link(link.linkedIndex().getAsInt())
                .filter(l -> l.isKind("veth") && l.linkedIndex().equals(OptionalInt.of(link.index())));
    }

    /** Where the host has its address for the container: the bridge, or the other end itself. */
    Optional<Link> gateway() {
        return bridge.isPresent() ? bridge : outside;
    }
}
