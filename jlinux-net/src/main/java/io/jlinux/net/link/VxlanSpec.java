package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.PortRange;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.VxlanAttr;
import java.net.InetAddress;

/**
 * A network over UDP: Ethernet frames to other hosts, with a number that tells networks apart.
 *
 * @see <a href="https://docs.kernel.org/networking/vxlan.html">Virtual eXtensible Local Area Networking</a>
 */
public final class VxlanSpec extends LinkSpec<VxlanSpec> {
    /** 0 to 16777215. */
    public static final LinkOption<VxlanSpec, Long> ID = of(VxlanAttr.IFLA_VXLAN_ID, AttributeType.U32);

    /** Where frames to unknown addresses go: a multicast group, or one host. See {@link #remote}. */
    public static final LinkOption<VxlanSpec, InetAddress> GROUP = of(VxlanAttr.IFLA_VXLAN_GROUP, IpTypes.IPV4);

    /** The same over IPv6. */
    public static final LinkOption<VxlanSpec, InetAddress> GROUP6 = of(VxlanAttr.IFLA_VXLAN_GROUP6, IpTypes.IPV6);

    /** The source address of its packets. */
    public static final LinkOption<VxlanSpec, InetAddress> LOCAL = of(VxlanAttr.IFLA_VXLAN_LOCAL, IpTypes.IPV4);

    /** The same over IPv6. */
    public static final LinkOption<VxlanSpec, InetAddress> LOCAL6 = of(VxlanAttr.IFLA_VXLAN_LOCAL6, IpTypes.IPV6);

    /** UDP port of the other hosts: 4789 is IANA's, which {@code of} sets; the kernel's default is 8472. */
    public static final LinkOption<VxlanSpec, Integer> PORT =
            of(VxlanAttr.IFLA_VXLAN_PORT, AttributeType.U16_NETWORK_ORDER);

    /** 0 is the default of the system; see {@link #TTL_INHERITED}. */
    public static final LinkOption<VxlanSpec, Integer> TTL = of(VxlanAttr.IFLA_VXLAN_TTL, AttributeType.U8);

    /** Takes the TTL of the packet within; cannot be taken back. Linux 4.18. */
    public static final LinkOption<VxlanSpec, Boolean> TTL_INHERITED =
            of(VxlanAttr.IFLA_VXLAN_TTL_INHERIT, PortRanges.FLAG_TOLD_AS_BYTE);

    /** UDP ports that its packets come from, by a hash of what is within. */
    public static final LinkOption<VxlanSpec, PortRange> SOURCE_PORTS =
            of(VxlanAttr.IFLA_VXLAN_PORT_RANGE, PortRanges.NETWORK_ORDER);

    public static final LinkOption<VxlanSpec, Integer> TOS = of(VxlanAttr.IFLA_VXLAN_TOS, AttributeType.U8);

    public static final LinkOption<VxlanSpec, Long> FLOW_LABEL =
            of(VxlanAttr.IFLA_VXLAN_LABEL, AttributeType.U32_NETWORK_ORDER);

    /** Whether it learns which address is behind which host. */
    public static final LinkOption<VxlanSpec, Boolean> LEARNING =
            of(VxlanAttr.IFLA_VXLAN_LEARNING, AttributeType.BOOL_U8);

    /** Seconds until what was learned is forgotten. */
    public static final LinkOption<VxlanSpec, Long> AGEING = of(VxlanAttr.IFLA_VXLAN_AGEING, AttributeType.U32);

    /** How many addresses it learns; 0 is no limit. */
    public static final LinkOption<VxlanSpec, Long> LIMIT = of(VxlanAttr.IFLA_VXLAN_LIMIT, AttributeType.U32);

    /** Whether it answers address queries itself. */
    public static final LinkOption<VxlanSpec, Boolean> PROXY = of(VxlanAttr.IFLA_VXLAN_PROXY, AttributeType.BOOL_U8);

    public static final LinkOption<VxlanSpec, Boolean> ROUTE_SHORT_CIRCUIT =
            of(VxlanAttr.IFLA_VXLAN_RSC, AttributeType.BOOL_U8);

    /** Whether it notifies of unknown hardware addresses. */
    public static final LinkOption<VxlanSpec, Boolean> L2_MISS = of(VxlanAttr.IFLA_VXLAN_L2MISS, AttributeType.BOOL_U8);

    /** Whether it notifies of unknown IP addresses. */
    public static final LinkOption<VxlanSpec, Boolean> L3_MISS = of(VxlanAttr.IFLA_VXLAN_L3MISS, AttributeType.BOOL_U8);

    /** Whether routes and filters say where packets go. */
    public static final LinkOption<VxlanSpec, Boolean> COLLECT_METADATA =
            of(VxlanAttr.IFLA_VXLAN_COLLECT_METADATA, AttributeType.BOOL_U8);

    public static final LinkOption<VxlanSpec, Boolean> UDP_CHECKSUM =
            of(VxlanAttr.IFLA_VXLAN_UDP_CSUM, AttributeType.BOOL_U8);

    public static final LinkOption<VxlanSpec, Boolean> UDP6_ZERO_CHECKSUM_SENT =
            of(VxlanAttr.IFLA_VXLAN_UDP_ZERO_CSUM6_TX, AttributeType.BOOL_U8);

    public static final LinkOption<VxlanSpec, Boolean> UDP6_ZERO_CHECKSUM_TAKEN =
            of(VxlanAttr.IFLA_VXLAN_UDP_ZERO_CSUM6_RX, AttributeType.BOOL_U8);

    private VxlanSpec(State state) {
        super(state);
    }

    /**
     * A vxlan with this name, on UDP port 4789.
     *
     * @param id 0 to 16777215
     */
    public static VxlanSpec of(String name, int id) {
        if (id < 0 || id >= 1 << 24) throw new IllegalArgumentException("vxlan id " + id + ", not 0..16777215");
        return new VxlanSpec(named(name)).with(ID, (long) id).with(PORT, 4789);
    }

    private static <T> LinkOption<VxlanSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("vxlan", attribute, type);
    }

    @Override
    protected VxlanSpec copy(State changed) {
        return new VxlanSpec(changed);
    }

    @Override
    public String kind() {
        return "vxlan";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }

    @Override
    protected int parentAttribute() {
        return VxlanAttr.IFLA_VXLAN_LINK;
    }

    /** Where frames to unknown addresses go: one host, or a multicast group, for which {@link #over} is needed. */
    public VxlanSpec remote(InetAddress host) {
        return host.getAddress().length == 16 ? with(GROUP6, host) : with(GROUP, host);
    }

    /** The source address of its packets. */
    public VxlanSpec local(InetAddress host) {
        return host.getAddress().length == 16 ? with(LOCAL6, host) : with(LOCAL, host);
    }

    /** Its packets go out by this link, which is looked up when it is created. */
    public VxlanSpec over(String link) {
        return withParent(link);
    }
}
