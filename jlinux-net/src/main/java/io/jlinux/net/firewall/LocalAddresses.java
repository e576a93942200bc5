package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.net.Route;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/** What a host takes for itself, as {@code fib daddr type local} does: its addresses, and all others in its table of local ones. */
record LocalAddresses(List<Cidr> networks) {
    private static final int TABLE = 255;

    /** {@code RTN_LOCAL}. */
    private static final int LOCAL = 2;

    LocalAddresses {
        networks = List.copyOf(networks);
    }

    /** Those that matter to forwards; none are looked up where each of them names its address. */
    static LocalAddresses of(NamespaceHandle host, Collection<PortForward> forwards) throws LinuxException {
        if (forwards.stream().allMatch(f -> f.hostAddress().isPresent())) return new LocalAddresses(List.of());
        try (Network network = Network.in(host)) {
            return new LocalAddresses(network.routes().list(TABLE).stream()
                    .filter(r -> r.type() == LOCAL)
                    .map(Route::destination)
                    .toList());
        }
    }

    boolean has(InetAddress address) {
        return networks.stream().anyMatch(n -> n.contains(address));
    }
}
