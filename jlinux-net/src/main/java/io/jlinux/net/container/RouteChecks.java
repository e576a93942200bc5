package io.jlinux.net.container;

import io.jlinux.doctor.Finding;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.Route;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a container has an address and a way out, and the host a way back. */
final class RouteChecks {
    private static final String AREA = "addresses and routes";
    private static final int STRICT = 1;

    private RouteChecks() {}

    static List<Finding> check(NetworkFacts host, NetworkFacts container, List<Wire> wires) {
        List<Finding> list = new ArrayList<>();
        for (Wire wire : wires) {
            List<Cidr> addresses = container.addressesOf(wire.inside());
            list.add(address(wire, addresses));
            for (Cidr address : addresses) {
                list.add(duplicate(host, address));
                way(host, wire, address).ifPresent(list::add);
            }
            failedDetection(container, wire).ifPresent(list::add);
        }
        List<Cidr> all = wires.stream()
                .flatMap(w -> container.addressesOf(w.inside()).stream())
                .toList();
        for (boolean ipv6 : new boolean[] {false, true}) {
            if (all.stream().anyMatch(a -> a.isIpv6() == ipv6)) list.addAll(wayOut(host, container, wires, all, ipv6));
        }
        return list;
    }

    private static Finding address(Wire wire, List<Cidr> addresses) {
        String subject = "address of " + wire.inside().name();
        if (!addresses.isEmpty()) return Finding.ok(AREA, subject, addresses.toString());
        return Finding.missing(
                AREA,
                subject,
                wire.inside().name() + " has no address",
                "the container can neither send nor be reached by IP",
                "give it one: Addresses.in(container).add(index, Cidr.of(…)), or attach it by ContainerNetwork, which leases one");
    }

    private static Finding duplicate(NetworkFacts host, Cidr address) {
        String subject = "address " + Cidr.text(address.address());
        boolean taken =
                host.addresses().stream().anyMatch(a -> a.cidr().address().equals(address.address()));
        if (!taken) return Finding.ok(AREA, subject, "not one of the host");
        return Finding.missing(
                AREA,
                subject,
                "the host has it, too",
                "the host answers itself, and the container is never reached",
                "give the container another one, and keep the host's out of the pool: AddressPool.exclude");
    }

    private static Optional<Finding> failedDetection(NetworkFacts container, Wire wire) {
        return container.addresses().stream()
                .filter(a -> a.linkIndex() == wire.inside().index() && a.isDuplicate())
                .map(LinkAddress::cidr)
                .map(a -> Finding.missing(
                        AREA,
                        "duplicate of " + Cidr.text(a.address()),
                        "the kernel has found another that has it (dadfailed)",
                        "the address cannot be used",
                        "remove it and give another one"))
                .findFirst();
    }

    /** The host must send to the container's address by the link that it is behind. */
    private static Optional<Finding> way(NetworkFacts host, Wire wire, Cidr address) {
        Optional<Link> gateway = wire.gateway();
        if (gateway.isEmpty()) return Optional.empty();
        String subject = "way back to " + Cidr.text(address.address());
        String name = gateway.get().name();
        Optional<Route> route = host.routeTo(address.address()).filter(r -> !r.isDefault());
        boolean right = route.isPresent()
                && route.get().linkIndex().orElse(0) == gateway.get().index();
        if (right) return Optional.of(Finding.ok(AREA, subject, "by " + name));
        String seen = route.flatMap(r -> host.link(r.linkIndex().orElse(0)))
                .map(l -> "the host sends to it by " + l.name() + ", and it is behind " + name)
                .orElse("the host has no route to it by " + name);
        int filter = Math.max(number(host, "all"), number(host, name));
        String meaning = filter == STRICT && !address.isIpv6()
                ? "answers go astray, and rp_filter=1 drops what the container sends"
                : "answers go astray";
        String advice =
                "give " + name + " an address of the container's network, or add a route: Routes.here().add(Route.to("
                        + address.network() + ").dev(" + gateway.get().index() + "))";
        if (filter == STRICT && route.isPresent() && !address.isIpv6()) {
            advice += "; where the two ways are meant, sysctl net.ipv4.conf." + name + ".rp_filter=2";
        }
        return Optional.of(Finding.missing(AREA, subject, seen, meaning, advice));
    }

    private static int number(NetworkFacts facts, String link) {
        try {
            return Integer.parseInt(facts.sysctls().getOrDefault("ipv4/conf/" + link + "/rp_filter", "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static List<Finding> wayOut(
            NetworkFacts host, NetworkFacts container, List<Wire> wires, List<Cidr> addresses, boolean ipv6) {
        String subject = ipv6 ? "default route, IPv6" : "default route";
        List<Route> routes = container.defaultRoutes(ipv6);
        if (routes.isEmpty()) {
            return List.of(Finding.missing(
                    AREA,
                    subject,
                    "the container has none",
                    "it reaches its own network only",
                    "add one: Routes.in(container).add(Route.defaultVia(gateway)), with the address of the bridge"));
        }
        List<Finding> list = new ArrayList<>();
        for (Route route : routes) {
            if (route.gateway().isEmpty()) continue;
            list.add(gateway(host, wires, addresses, route, route.gateway().get(), subject));
        }
        return list;
    }

    private static Finding gateway(
            NetworkFacts host,
            List<Wire> wires,
            List<Cidr> addresses,
            Route route,
            InetAddress gateway,
            String subject) {
        String via = "via " + Cidr.text(gateway);
        if (addresses.stream().noneMatch(a -> a.contains(gateway)) && !gateway.isLinkLocalAddress()) {
            return Finding.missing(
                    AREA,
                    subject,
                    via + ", which is in no network of the container " + addresses,
                    "the gateway cannot be reached",
                    "use the address of the bridge in the container's network");
        }
        for (Wire wire : wires) {
            boolean mine = route.linkIndex().orElse(0) == wire.inside().index();
            if (!mine || wire.gateway().isEmpty()) continue;
            Link link = wire.gateway().get();
            List<InetAddress> right = host.addresses().stream()
                    .filter(a -> a.linkIndex() == link.index())
                    .map(a -> a.cidr().address())
                    .toList();
            if (right.contains(gateway)) continue;
            String seen = via + ", and " + link.name() + " of the host has "
                    + (right.isEmpty()
                            ? "no address"
                            : right.stream().map(Cidr::text).toList());
            return Finding.missing(
                    AREA,
                    subject,
                    seen,
                    "nobody answers for the gateway, unless it is another machine on the bridge",
                    "change the route to the address of " + link.name() + ", or give it that address");
        }
        return Finding.ok(AREA, subject, via);
    }
}
