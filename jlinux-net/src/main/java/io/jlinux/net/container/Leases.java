package io.jlinux.net.container;

import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.Ipam;
import io.jlinux.net.ipam.Lease;
import io.jlinux.net.ipam.LeaseOwner;
import java.io.IOException;
import java.net.InetAddress;

/** The leases of a network's containers. */
final class Leases {
    private Leases() {}

    /** Those of one pool, without those of containers that have ended. */
    static Ipam open(HostRegistry registry, String network, AddressPool pool) throws IOException {
        String family = pool.subnet().isIpv6() ? "ipv6" : "ipv4";
        Ipam ipam = Ipam.open(registry.network(network).resolve(family), pool);
        ipam.collect();
        return ipam;
    }

    /** One for a container: the address that it asks for, else the next. */
    static Lease allocate(Ipam ipam, LeaseOwner owner, AttachOptions options) throws IOException {
        boolean ipv6 = ipam.pool().subnet().isIpv6();
        for (InetAddress wanted : options.addresses()) {
            if ((wanted.getAddress().length == 16) == ipv6) return ipam.allocate(wanted, owner, options.id());
        }
        return ipam.allocate(owner, options.id());
    }
}
