package io.jlinux.net.container;

import io.jlinux.net.MacAddress;
import io.jlinux.net.NeighbourEntry;
import io.jlinux.net.Network;
import io.jlinux.sys.LinuxException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The hardware addresses of containers and of the host, which both are told instead of asking for them.
 *
 * <p>A question goes to every port of the bridge, the more the more there are. And each answer takes a place in the kernel's table of
 * neighbours, of which there is one for all namespaces of the machine, with {@code net.ipv4.neigh.default.gc_thresh3} places (1024; of
 * IPv6 as many); none that was used within five seconds is given up. With two for each container, 500 that begin to talk at once fill
 * it, and what is sent to the next one fails with {@code EINVAL} or {@code ENOBUFS}. What a program has told is not counted (Linux 5.0),
 * and is asked for again when it is old: another hardware address is noticed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/arp.7.html">arp(7)</a>
 */
final class Acquaintances {
    private final Network host;
    private final int bridge;
    private final MacAddress mac;
    private final boolean fixed;

    /**
     * For the containers on a bridge of the host.
     *
     * @param mac that the bridge has, where one of us made it: that of others changes with their ports
     */
    Acquaintances(Network host, int bridge, MacAddress mac) throws LinuxException {
        this.host = host;
        this.bridge = bridge;
        this.mac = mac;
        this.fixed = host.links().device(bridge).link().mac().equals(Optional.of(mac));
    }

    /** Tells the host of a container. */
    List<InetAddress> introduce(List<InetAddress> addresses, MacAddress container) throws LinuxException {
        host.neighbours().replaceAll(at(bridge, addresses, container));
        return addresses;
    }

    /** Tells a container of the host, whose hardware address is that of the bridge. */
    void introduceHost(Network container, int link, List<InetAddress> addresses) throws LinuxException {
        if (fixed) container.neighbours().replaceAll(at(link, addresses, mac));
    }

    /** That the host has forgotten them already is fine. */
    void forget(List<InetAddress> addresses) throws LinuxException {
        host.neighbours().removeAll(at(bridge, addresses, MacAddress.of(new byte[6])));
    }

    private static List<NeighbourEntry> at(int link, List<InetAddress> addresses, MacAddress mac) {
        return addresses.stream().map(a -> NeighbourEntry.learned(link, a, mac)).toList();
    }
}
