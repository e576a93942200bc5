package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.BridgePortAttr;

/**
 * A setting that a link has as the port of a bridge: {@code device.change(LinkChange.NONE.port(BridgePort.HAIRPIN, true))}
 * sets one, {@code link.get(BridgePort.HAIRPIN)} reads it.
 *
 * @param attribute {@code IFLA_BRPORT_*}
 * @param type how the value is written
 * @see <a href="https://man7.org/linux/man-pages/man8/bridge.8.html">bridge(8), bridge link set</a>
 */
public record BridgePort<T>(int attribute, AttributeType<T> type) {
    /** 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking. */
    public static final BridgePort<Integer> STATE =
            new BridgePort<>(BridgePortAttr.IFLA_BRPORT_STATE, AttributeType.U8);

    /** 0 to 63. */
    public static final BridgePort<Integer> PRIORITY =
            new BridgePort<>(BridgePortAttr.IFLA_BRPORT_PRIORITY, AttributeType.U16);

    /** 1 to 65535: what the spanning tree protocol adds up. */
    public static final BridgePort<Long> COST = new BridgePort<>(BridgePortAttr.IFLA_BRPORT_COST, AttributeType.U32);

    /** Whether a packet may leave by the port that it came in by. */
    public static final BridgePort<Boolean> HAIRPIN = flag(BridgePortAttr.IFLA_BRPORT_MODE);

    /** Whether the port is blocked when it hears of a bridge behind it. */
    public static final BridgePort<Boolean> GUARD = flag(BridgePortAttr.IFLA_BRPORT_GUARD);

    /** Whether it may become the way to the root of the spanning tree: this says that it may not. */
    public static final BridgePort<Boolean> ROOT_BLOCK = flag(BridgePortAttr.IFLA_BRPORT_PROTECT);

    public static final BridgePort<Boolean> FAST_LEAVE = flag(BridgePortAttr.IFLA_BRPORT_FAST_LEAVE);

    /** Whether the addresses behind it are learned. */
    public static final BridgePort<Boolean> LEARNING = flag(BridgePortAttr.IFLA_BRPORT_LEARNING);

    /** Whether packets to unknown addresses go out by it. */
    public static final BridgePort<Boolean> UNICAST_FLOOD = flag(BridgePortAttr.IFLA_BRPORT_UNICAST_FLOOD);

    public static final BridgePort<Boolean> MULTICAST_FLOOD = flag(BridgePortAttr.IFLA_BRPORT_MCAST_FLOOD);

    public static final BridgePort<Boolean> BROADCAST_FLOOD = flag(BridgePortAttr.IFLA_BRPORT_BCAST_FLOOD);

    /** Whether the bridge answers address queries for what is behind it. */
    public static final BridgePort<Boolean> PROXY_ARP = flag(BridgePortAttr.IFLA_BRPORT_PROXYARP);

    public static final BridgePort<Boolean> NEIGHBOUR_SUPPRESSION = flag(BridgePortAttr.IFLA_BRPORT_NEIGH_SUPPRESS);

    /** Isolated ports reach all others, but not each other. */
    public static final BridgePort<Boolean> ISOLATED = flag(BridgePortAttr.IFLA_BRPORT_ISOLATED);

    /** Whether only addresses that are known to be behind it may send, Linux 5.18. */
    public static final BridgePort<Boolean> LOCKED = flag(BridgePortAttr.IFLA_BRPORT_LOCKED);

    private static BridgePort<Boolean> flag(int attribute) {
        return new BridgePort<>(attribute, AttributeType.BOOL_U8);
    }
}
