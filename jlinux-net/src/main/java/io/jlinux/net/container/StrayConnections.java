package io.jlinux.net.container;

import io.jlinux.net.LinkAddress;
import io.jlinux.net.Network;
import io.jlinux.net.TransportProtocol;
import io.jlinux.net.conntrack.Connection;
import io.jlinux.net.conntrack.ConnectionFilter;
import io.jlinux.net.conntrack.Conntrack;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.net.InetAddress;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Connections that began while the rules of a network were not there, and would go on as they began: the kernel decides about
 * translation with the first packet only, and what is established is let in.
 *
 * @param own the addresses of the host, which reaches its containers always
 */
record StrayConnections(BridgeNetworkSpec spec, Set<InetAddress> own) {
    StrayConnections {
        own = Set.copyOf(own);
    }

    /** Has the kernel forget them. */
    static void forget(BridgeNetworkSpec spec, NamespaceHandle host) throws LinuxException {
        if (!spec.masquerade() && !spec.isolated()) return;
        try (Network network = Network.in(host);
                Conntrack conntrack = Conntrack.in(host)) {
            Set<InetAddress> own = network.addresses().list().stream()
                    .map(LinkAddress::cidr)
                    .map(c -> c.address())
                    .collect(Collectors.toSet());
            conntrack.delete(ConnectionFilter.ANY.and(new StrayConnections(spec, own)::isOne));
        }
    }

    private boolean isOne(Connection c) {
        return spec.pools().stream().anyMatch(p -> leavesAsItIs(p, c) || hasIntruded(p, c));
    }

    /** UDP to the outside with an address that nothing out there knows: as long as it does not pause it gets no answer. */
    private boolean leavesAsItIs(AddressPool pool, Connection c) {
        InetAddress to = c.original().destination();
        return spec.masquerade()
                && c.original().protocol() == TransportProtocol.UDP.number()
                && pool.subnet().contains(c.original().source())
                && !pool.subnet().contains(to)
                && !own.contains(to)
                && !c.hasSourceChanged();
    }

    private boolean hasIntruded(AddressPool pool, Connection c) {
        InetAddress from = c.original().source();
        return spec.isolated()
                && pool.subnet().contains(c.original().destination())
                && !pool.subnet().contains(from)
                && !own.contains(from)
                && !c.hasDestinationChanged();
    }
}
