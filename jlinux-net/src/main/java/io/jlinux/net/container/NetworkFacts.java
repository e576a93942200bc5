package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.Route;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One namespace as the doctor found it. A value.
 *
 * @param routes of the main table
 * @param sysctls by key, such as {@code ipv4/ip_forward}; a key that the kernel does not have is not in it
 * @param sockets ports that programs listen at
 */
record NetworkFacts(
        List<Link> links,
        List<LinkAddress> addresses,
        List<Route> routes,
        Map<String, String> sysctls,
        List<ListeningSocket> sockets) {

    Optional<Link> link(int index) {
        return links.stream().filter(l -> l.index() == index).findFirst();
    }

    /** Those of a link that are good for more than the link itself. */
    List<Cidr> addressesOf(Link link) {
        return addresses.stream()
                .filter(a ->
                        a.linkIndex() == link.index() && !a.cidr().address().isLinkLocalAddress())
                .map(LinkAddress::cidr)
                .toList();
    }

    List<Route> defaultRoutes(boolean ipv6) {
        return routes.stream()
                .filter(r -> r.isDefault() && r.destination().isIpv6() == ipv6)
                .toList();
    }

    /** The route of the longest prefix, and of the lowest metric among these. */
    Optional<Route> routeTo(InetAddress address) {
        return routes.stream()
                .filter(r -> r.destination().contains(address))
                .min(Comparator.<Route>comparingInt(r -> -r.destination().prefixLength())
                        .thenComparingLong(r -> r.metric().orElse(0)));
    }

    boolean isOn(String key) {
        return !sysctls.getOrDefault(key, "0").equals("0");
    }
}
