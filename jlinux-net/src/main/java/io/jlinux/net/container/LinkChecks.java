package io.jlinux.net.container;

import io.jlinux.doctor.Finding;
import io.jlinux.net.Link;
import java.util.ArrayList;
import java.util.List;

/** Whether the links between a container and the host are there, up, and of one size. */
final class LinkChecks {
    private static final String AREA = "links";

    private LinkChecks() {}

    static List<Finding> check(NetworkFacts host, NetworkFacts container, List<Wire> wires) {
        List<Finding> list = new ArrayList<>();
        container.links().stream().filter(Link::isLoopback).forEach(l -> list.add(loopback(l)));
        if (wires.isEmpty()) {
            list.add(Finding.missing(
                    AREA,
                    "link of the container",
                    "the container has no link but its loopback",
                    "nothing but itself can be reached",
                    "attach it: ContainerNetwork.attach, or Veth.create with peerNamespace"));
        }
        for (Wire wire : wires) {
            list.add(inside(wire.inside()));
            if (!wire.inside().isKind("veth")) continue;
            list.add(outside(wire));
            if (wire.outside().isEmpty()) continue;
            list.add(plugged(host, wire, wire.outside().get()));
            wire.bridge().ifPresent(b -> list.add(bridge(b)));
            list.add(mtu(wire, wire.outside().get()));
        }
        return list;
    }

    private static Finding loopback(Link link) {
        if (link.isUp()) return Finding.ok(AREA, "loopback", "up");
        return Finding.limited(
                AREA,
                "loopback",
                link.name() + " in the container is down",
                "programs that talk to themselves by 127.0.0.1 fail",
                "set it up: Links.in(container).device(\"" + link.name() + "\").up()");
    }

    private static Finding inside(Link link) {
        String subject = "link " + link.name();
        if (link.isUp()) return Finding.ok(AREA, subject, "up, MTU " + link.mtu());
        return Finding.missing(
                AREA,
                subject,
                link.name() + " in the container is down",
                "no packet leaves the container, and its routes are gone",
                "set it up: Links.in(container).device(\"" + link.name() + "\").up(); then add its routes again");
    }

    private static Finding outside(Wire wire) {
        String subject = "other end of " + wire.inside().name();
        if (wire.outside().isEmpty()) {
            return Finding.missing(
                    AREA,
                    subject,
                    "it is not in this namespace of the host",
                    "the container is connected with another namespace, or with none",
                    "examine the namespace where it is: NetworkDoctor.of(namespace)");
        }
        Link link = wire.outside().get();
        if (link.isUp()) return Finding.ok(AREA, subject, link.name() + " is up");
        return Finding.missing(
                AREA,
                subject,
                link.name() + " on the host is down",
                "the container's link has no carrier: no packet gets through",
                "set it up: Links.here().device(\"" + link.name() + "\").up()");
    }

    private static Finding plugged(NetworkFacts host, Wire wire, Link outside) {
        String subject = "bridge of " + outside.name();
        if (wire.bridge().isPresent()) {
            return Finding.ok(AREA, subject, "a port of " + wire.bridge().get().name());
        }
        if (outside.master().isEmpty() && !host.addressesOf(outside).isEmpty()) {
            return Finding.ok(AREA, subject, "none: it has addresses of its own");
        }
        return Finding.missing(
                AREA,
                subject,
                outside.name() + " is a port of no bridge, and has no address",
                "the host does not answer the container",
                "make it a port: device(\"" + outside.name() + "\").change(LinkChange.NONE.master(bridge.index()))");
    }

    private static Finding bridge(Link bridge) {
        String subject = "bridge " + bridge.name();
        if (bridge.isUp()) return Finding.ok(AREA, subject, "up");
        return Finding.missing(
                AREA,
                subject,
                bridge.name() + " is down",
                "its ports reach neither each other nor the host",
                "set it up: Links.here().device(\"" + bridge.name() + "\").up()");
    }

    private static Finding mtu(Wire wire, Link outside) {
        String subject = "MTU of " + wire.inside().name();
        int inside = wire.inside().mtu();
        List<Link> others = new ArrayList<>(List.of(outside));
        wire.bridge().ifPresent(others::add);
        for (Link other : others) {
            boolean fits = other.index() == outside.index() ? other.mtu() == inside : other.mtu() >= inside;
            if (fits) continue;
            return Finding.limited(
                    AREA,
                    subject,
                    wire.inside().name() + " has " + inside + ", and " + other.name() + " on the host " + other.mtu(),
                    "small packets get through and large ones vanish: connections open and then hang",
                    "give all the same: change(LinkChange.NONE.mtu(" + Math.min(inside, other.mtu()) + "))");
        }
        return Finding.ok(AREA, subject, inside + " on the whole way");
    }
}
