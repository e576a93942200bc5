package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.MacAddress;
import io.jlinux.net.ipam.AddressPool;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/** Rules about the pools of one network. */
final class Pools {
    private Pools() {}

    static void check(List<AddressPool> pools) {
        if (pools.isEmpty()) throw new IllegalArgumentException("a network without addresses");
        long ipv6 = pools.stream().filter(p -> p.subnet().isIpv6()).count();
        if (ipv6 > 1 || pools.size() - ipv6 > 1) {
            throw new IllegalArgumentException("two networks of one family: " + pools);
        }
    }

    /**
     * The hardware address that goes with an address of a network: a later holder of the address has the same, so that what
     * others remember stays true.
     */
    static MacAddress mac(InetAddress address) {
        byte[] b = address.getAddress();
        int n = b.length;
        int kind = n == 4 ? 0x4a : 0x4b;
        return MacAddress.of(new byte[] {0x02, (byte) kind, b[n - 4], b[n - 3], b[n - 2], b[n - 1]});
    }

    /** That of IPv4 first: the order in which a network names them means nothing. */
    static List<AddressPool> sorted(List<AddressPool> pools) {
        return pools.stream()
                .sorted(Comparator.comparing(p -> p.subnet().isIpv6()))
                .toList();
    }

    /** The gateways as the addresses of the bridge. */
    static List<Cidr> gateways(List<AddressPool> pools) {
        return pools.stream().map(AddressPool::subnet).toList();
    }
}
