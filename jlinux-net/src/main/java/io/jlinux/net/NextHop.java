package io.jlinux.net;

import java.net.InetAddress;
import java.util.Optional;

/**
 * One of several ways that a multipath route goes.
 *
 * @param gateway empty where the destination is on the link itself
 * @param linkIndex of the link, 0 where the kernel shall find it by the gateway
 * @param weight share of the traffic, 1 to 256
 * @param encapsulation what packets on it are packed into; empty for none
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8), nexthop</a>
 */
public record NextHop(Optional<InetAddress> gateway, int linkIndex, int weight, Optional<Encapsulation> encapsulation) {
    private static final int MAX_WEIGHT = 256;

    /** One whose packets go as they are. */
    public NextHop(Optional<InetAddress> gateway, int linkIndex, int weight) {
        this(gateway, linkIndex, weight, Optional.empty());
    }

    public NextHop {
        if (weight < 1 || weight > MAX_WEIGHT) throw new IllegalArgumentException("weight " + weight + ", not 1..256");
    }
}
