package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.BridgeAttr;

/**
 * A bridge as it shall be: an immutable value. What was not said is the kernel's default.
 *
 * <pre>{@code BridgeSpec.of("jl0").address(Cidr.of("10.7.0.1/24")).with(BridgeSpec.VLAN_FILTERING, true).up()}</pre>
 *
 * <p>Its MTU is else the smallest of its ports', its hardware address the lowest of theirs, which changes as they come and
 * go. Times are in hundredths of a second ({@code USER_HZ}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), bridge</a>
 */
public final class BridgeSpec extends LinkSpec<BridgeSpec> {
    /** Whether it runs the spanning tree protocol; the kernel's default is not. */
    public static final LinkOption<BridgeSpec, Boolean> STP = of(BridgeAttr.IFLA_BR_STP_STATE, AttributeType.BOOL_U32);

    /** Whether it looks at VLAN tags; the kernel's default is not. */
    public static final LinkOption<BridgeSpec, Boolean> VLAN_FILTERING =
            of(BridgeAttr.IFLA_BR_VLAN_FILTERING, AttributeType.BOOL_U8);

    /** 0x8100 (802.1Q) or 0x88a8 (802.1ad). */
    public static final LinkOption<BridgeSpec, Integer> VLAN_PROTOCOL =
            of(BridgeAttr.IFLA_BR_VLAN_PROTOCOL, AttributeType.U16_NETWORK_ORDER);

    /** The VLAN of untagged packets at new ports; 1 by default, 0 for none. */
    public static final LinkOption<BridgeSpec, Integer> VLAN_DEFAULT_PVID =
            of(BridgeAttr.IFLA_BR_VLAN_DEFAULT_PVID, AttributeType.U16);

    public static final LinkOption<BridgeSpec, Boolean> VLAN_STATISTICS =
            of(BridgeAttr.IFLA_BR_VLAN_STATS_ENABLED, AttributeType.BOOL_U8);

    /** How long an address is remembered that is not heard of, in 1/100 s; 30000 by default, 0 forgets at once. */
    public static final LinkOption<BridgeSpec, Long> AGEING_TIME =
            of(BridgeAttr.IFLA_BR_AGEING_TIME, AttributeType.U32);

    /** How long a port listens and learns before it forwards, in 1/100 s: 200 to 3000 with the spanning tree. */
    public static final LinkOption<BridgeSpec, Long> FORWARD_DELAY =
            of(BridgeAttr.IFLA_BR_FORWARD_DELAY, AttributeType.U32);

    /** 1/100 s between two greetings of the spanning tree: 100 to 1000. */
    public static final LinkOption<BridgeSpec, Long> HELLO_TIME = of(BridgeAttr.IFLA_BR_HELLO_TIME, AttributeType.U32);

    /** 1/100 s until another bridge counts as gone: 600 to 4000. */
    public static final LinkOption<BridgeSpec, Long> MAX_AGE = of(BridgeAttr.IFLA_BR_MAX_AGE, AttributeType.U32);

    /** 0 to 65535; the lowest of all bridges becomes the root. */
    public static final LinkOption<BridgeSpec, Integer> PRIORITY = of(BridgeAttr.IFLA_BR_PRIORITY, AttributeType.U16);

    /** Which link-local groups 01-80-C2-00-00-0X are forwarded, a bit for each X. */
    public static final LinkOption<BridgeSpec, Integer> GROUP_FORWARD_MASK =
            of(BridgeAttr.IFLA_BR_GROUP_FWD_MASK, AttributeType.U16);

    /** Whether it looks at who joins which multicast group. */
    public static final LinkOption<BridgeSpec, Boolean> MULTICAST_SNOOPING =
            of(BridgeAttr.IFLA_BR_MCAST_SNOOPING, AttributeType.BOOL_U8);

    public static final LinkOption<BridgeSpec, Boolean> MULTICAST_QUERIER =
            of(BridgeAttr.IFLA_BR_MCAST_QUERIER, AttributeType.BOOL_U8);

    /** 0 none, 1 learned, 2 always. */
    public static final LinkOption<BridgeSpec, Integer> MULTICAST_ROUTER =
            of(BridgeAttr.IFLA_BR_MCAST_ROUTER, AttributeType.U8);

    /** 2 or 3. */
    public static final LinkOption<BridgeSpec, Integer> IGMP_VERSION =
            of(BridgeAttr.IFLA_BR_MCAST_IGMP_VERSION, AttributeType.U8);

    /** 1 or 2. */
    public static final LinkOption<BridgeSpec, Integer> MLD_VERSION =
            of(BridgeAttr.IFLA_BR_MCAST_MLD_VERSION, AttributeType.U8);

    /** Whether bridged IPv4 packets go through iptables. */
    public static final LinkOption<BridgeSpec, Boolean> CALL_IPTABLES =
            of(BridgeAttr.IFLA_BR_NF_CALL_IPTABLES, AttributeType.BOOL_U8);

    public static final LinkOption<BridgeSpec, Boolean> CALL_IP6TABLES =
            of(BridgeAttr.IFLA_BR_NF_CALL_IP6TABLES, AttributeType.BOOL_U8);

    public static final LinkOption<BridgeSpec, Boolean> CALL_ARPTABLES =
            of(BridgeAttr.IFLA_BR_NF_CALL_ARPTABLES, AttributeType.BOOL_U8);

    private BridgeSpec(State state) {
        super(state);
    }

    /**
     * A bridge with this name.
     *
     * @throws IllegalArgumentException for a name that no link can have: more than 15 bytes, a slash, whitespace …
     */
    public static BridgeSpec of(String name) {
        return new BridgeSpec(named(name));
    }

    private static <T> LinkOption<BridgeSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("bridge", attribute, type);
    }

    @Override
    protected BridgeSpec copy(State changed) {
        return new BridgeSpec(changed);
    }

    @Override
    public String kind() {
        return "bridge";
    }

    /** See {@link #STP}. */
    public BridgeSpec stp(boolean on) {
        return with(STP, on);
    }

    /** See {@link #VLAN_FILTERING}. */
    public BridgeSpec vlanFiltering(boolean on) {
        return with(VLAN_FILTERING, on);
    }
}
