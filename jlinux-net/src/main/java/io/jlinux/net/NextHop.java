package io.jlinux.net;

import java.net.InetAddress;
import java.util.Optional;

/**
 * One of several ways that a multipath route goes.
 *
 * @param gateway empty where the destination is on the link itself
 * @param linkIndex of the link, 0 where the kernel shall find it by the gateway
 * @param weight share of the traffic, 1 to 256
 */
public record NextHop(Optional<InetAddress> gateway, int linkIndex, int weight) {
    private static final int MAX_WEIGHT = 256;

    public NextHop {
        if (weight < 1 || weight > MAX_WEIGHT) throw new IllegalArgumentException("weight " + weight + ", not 1..256");
    }
}
