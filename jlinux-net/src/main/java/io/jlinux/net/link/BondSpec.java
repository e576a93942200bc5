package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.BondAttr;
import java.net.InetAddress;
import java.util.List;

/**
 * Several links that act as one. Ports are made with {@code LinkChange.NONE.down().master(index)}: a port must be down.
 *
 * @see <a href="https://docs.kernel.org/networking/bonding.html">Linux Ethernet Bonding Driver</a>
 */
public final class BondSpec extends LinkSpec<BondSpec> {
    /** BALANCE_RR by default. */
    public static final LinkOption<BondSpec, BondMode> MODE =
            of(BondAttr.IFLA_BOND_MODE, AttributeType.enumU8(BondMode.class));

    /** Milliseconds between two looks at the carrier; 0, the default, does not look. */
    public static final LinkOption<BondSpec, Long> MII_MONITOR = of(BondAttr.IFLA_BOND_MIIMON, AttributeType.U32);

    /** Milliseconds, a multiple of MII_MONITOR, which must be said before. */
    public static final LinkOption<BondSpec, Long> UP_DELAY = of(BondAttr.IFLA_BOND_UPDELAY, AttributeType.U32);

    /** Milliseconds, a multiple of MII_MONITOR, which must be said before. */
    public static final LinkOption<BondSpec, Long> DOWN_DELAY = of(BondAttr.IFLA_BOND_DOWNDELAY, AttributeType.U32);

    public static final LinkOption<BondSpec, Boolean> USE_CARRIER =
            of(BondAttr.IFLA_BOND_USE_CARRIER, AttributeType.BOOL_U8);

    /** Milliseconds between two ARP requests to {@link #ARP_TARGETS}; not together with MII_MONITOR. */
    public static final LinkOption<BondSpec, Long> ARP_INTERVAL =
            of(BondAttr.IFLA_BOND_ARP_INTERVAL, AttributeType.U32);

    /** Whom to ask, 1 to 16 addresses of IPv4: a port that gets answers works. */
    public static final LinkOption<BondSpec, List<InetAddress>> ARP_TARGETS =
            of(BondAttr.IFLA_BOND_ARP_IP_TARGET, AttributeType.list(IpTypes.IPV4));

    /** The same over IPv6, by neighbour solicitations; Linux 5.18. */
    public static final LinkOption<BondSpec, List<InetAddress>> ARP_TARGETS6 =
            of(BondAttr.IFLA_BOND_NS_IP6_TARGET, AttributeType.list(IpTypes.IPV6));

    /** Which ports' requests and answers are looked at. */
    public static final LinkOption<BondSpec, BondArpValidation> ARP_VALIDATE =
            of(BondAttr.IFLA_BOND_ARP_VALIDATE, AttributeType.enumU32(BondArpValidation.class));

    /** Whether all targets must answer, and not any. */
    public static final LinkOption<BondSpec, Boolean> ARP_ALL_TARGETS =
            of(BondAttr.IFLA_BOND_ARP_ALL_TARGETS, AttributeType.BOOL_U32);

    /** Index of the port that works, of ACTIVE_BACKUP, BALANCE_TLB and BALANCE_ALB: changes it while the bond is up. */
    public static final LinkOption<BondSpec, Long> ACTIVE_PORT = of(BondAttr.IFLA_BOND_ACTIVE_SLAVE, AttributeType.U32);

    /** When the preferred port becomes the active one again: 0 always, 1 if it is better, 2 only if the active one fails. */
    public static final LinkOption<BondSpec, Integer> PRIMARY_RESELECT =
            of(BondAttr.IFLA_BOND_PRIMARY_RESELECT, AttributeType.U8);

    /** Of LACP, what another aggregate is chosen by: 0 stable (only if all ports fail), 1 bandwidth, 2 count of ports. */
    public static final LinkOption<BondSpec, Integer> AGGREGATE_SELECTION =
            of(BondAttr.IFLA_BOND_AD_SELECT, AttributeType.U8);

    /** Index of the port that is preferred. */
    public static final LinkOption<BondSpec, Long> PRIMARY = of(BondAttr.IFLA_BOND_PRIMARY, AttributeType.U32);

    /** 0 none, 1 active, 2 follow. */
    public static final LinkOption<BondSpec, Integer> FAIL_OVER_MAC =
            of(BondAttr.IFLA_BOND_FAIL_OVER_MAC, AttributeType.U8);

    /** How a port is chosen in the balancing modes. */
    public static final LinkOption<BondSpec, BondHash> TRANSMIT_HASH =
            of(BondAttr.IFLA_BOND_XMIT_HASH_POLICY, AttributeType.enumU8(BondHash.class));

    /** 0 to 255. */
    public static final LinkOption<BondSpec, Long> RESEND_IGMP = of(BondAttr.IFLA_BOND_RESEND_IGMP, AttributeType.U32);

    /** How often a change of port is announced. */
    public static final LinkOption<BondSpec, Integer> PEER_NOTIFICATIONS =
            of(BondAttr.IFLA_BOND_NUM_PEER_NOTIF, AttributeType.U8);

    public static final LinkOption<BondSpec, Boolean> ALL_PORTS_ACTIVE =
            of(BondAttr.IFLA_BOND_ALL_SLAVES_ACTIVE, AttributeType.BOOL_U8);

    /** How many ports must have a carrier for the bond to have one. */
    public static final LinkOption<BondSpec, Long> MIN_LINKS = of(BondAttr.IFLA_BOND_MIN_LINKS, AttributeType.U32);

    /** Of BALANCE_RR. */
    public static final LinkOption<BondSpec, Long> PACKETS_PER_PORT =
            of(BondAttr.IFLA_BOND_PACKETS_PER_SLAVE, AttributeType.U32);

    /** Of LACP: every second instead of every 30. */
    public static final LinkOption<BondSpec, Boolean> LACP_FAST =
            of(BondAttr.IFLA_BOND_AD_LACP_RATE, AttributeType.BOOL_U8);

    /** Of BALANCE_TLB. */
    public static final LinkOption<BondSpec, Boolean> TLB_DYNAMIC =
            of(BondAttr.IFLA_BOND_TLB_DYNAMIC_LB, AttributeType.BOOL_U8);

    private BondSpec(State state) {
        super(state);
    }

    /** A bond with this name. */
    public static BondSpec of(String name, BondMode mode) {
        return new BondSpec(named(name)).with(MODE, mode);
    }

    private static <T> LinkOption<BondSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("bond", attribute, type);
    }

    @Override
    protected BondSpec copy(State changed) {
        return new BondSpec(changed);
    }

    @Override
    public String kind() {
        return "bond";
    }
}
