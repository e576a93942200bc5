package io.jlinux.net;

import io.jlinux.net.netlink.Request;
import io.jlinux.ns.NamespaceHandle;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new link shall be, one end of it where it has two.
 *
 * @param link name and settings, without state and namespace, which {@code up} and {@code namespace} are
 * @param namespace where it shall be; null for where the creating thread is
 * @param index that it shall have; 0 for any
 * @param masterName of the bridge, looked up when it is created; null where {@code link} has its index, or none
 */
record EndSpec(
        String name,
        LinkChange link,
        @Nullable NamespaceHandle namespace,
        @Nullable String masterName,
        List<Cidr> addresses,
        List<InetAddress> gateways,
        boolean up,
        int index) {

    EndSpec {
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
    }

    static EndSpec of(String name) {
        return new EndSpec(name, LinkChange.NONE.rename(name), null, null, List.of(), List.of(), false, 0);
    }

    EndSpec link(LinkChange settings) {
        return new EndSpec(name, settings, namespace, masterName, addresses, gateways, up, index);
    }

    EndSpec in(NamespaceHandle where) {
        NamespaceHandle checked = Network.requireNetwork(where);
        return new EndSpec(name, link, checked, masterName, addresses, gateways, up, index);
    }

    EndSpec master(String bridge) {
        return new EndSpec(name, link, namespace, LinkName.checkAny(bridge), addresses, gateways, up, index);
    }

    EndSpec address(Cidr address) {
        return new EndSpec(name, link, namespace, masterName, plus(addresses, address), gateways, up, index);
    }

    EndSpec gateway(InetAddress gateway) {
        return new EndSpec(name, link, namespace, masterName, addresses, plus(gateways, gateway), up, index);
    }

    EndSpec setUp() {
        return new EndSpec(name, link, namespace, masterName, addresses, gateways, true, index);
    }

    EndSpec index(int wanted) {
        if (wanted <= 0) throw new IllegalArgumentException("not the index of a link: " + wanted);
        return new EndSpec(name, link, namespace, masterName, addresses, gateways, up, wanted);
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    /** Refuses what cannot work, before anything happens. */
    void validate() {
        if (!gateways.isEmpty() && !up) {
            throw new IllegalArgumentException("a route through " + name + " needs it up: call up()");
        }
    }

    boolean hasMaster() {
        return masterName != null || link.hasMaster();
    }

    boolean hasConfiguration() {
        return up || !addresses.isEmpty();
    }

    /** What follows when the link exists: addresses, up, routes, in this order. */
    List<Request> configuration(int index) {
        List<Request> requests = new ArrayList<>();
        for (Cidr address : addresses) {
            // an address that we have just made up for a link that we have just made has no duplicate to wait for
            int flags = address.isIpv6() ? LinkAddress.IFA_F_NODAD : 0;
            requests.add(Addresses.addRequest(index, address, flags));
        }
        if (up) requests.add(LinkRequests.change(index, name, LinkChange.NONE.up()));
        for (InetAddress gateway : gateways) {
            requests.add(Routes.addRequest(Route.defaultVia(gateway).dev(index)));
        }
        return requests;
    }
}
