package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.PortRange;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.GeneveAttr;
import java.net.InetAddress;

/**
 * A network over UDP, as vxlan is one, between two hosts.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), geneve</a>
 */
public final class GeneveSpec extends LinkSpec<GeneveSpec> {
    /** 0 to 16777215. */
    public static final LinkOption<GeneveSpec, Long> ID = of(GeneveAttr.IFLA_GENEVE_ID, AttributeType.U32);

    /** The other host. */
    public static final LinkOption<GeneveSpec, InetAddress> REMOTE = of(GeneveAttr.IFLA_GENEVE_REMOTE, IpTypes.IPV4);

    /** The same over IPv6. */
    public static final LinkOption<GeneveSpec, InetAddress> REMOTE6 = of(GeneveAttr.IFLA_GENEVE_REMOTE6, IpTypes.IPV6);

    /** UDP port of the other host; 6081 by default. */
    public static final LinkOption<GeneveSpec, Integer> PORT =
            of(GeneveAttr.IFLA_GENEVE_PORT, AttributeType.U16_NETWORK_ORDER);

    public static final LinkOption<GeneveSpec, Integer> TTL = of(GeneveAttr.IFLA_GENEVE_TTL, AttributeType.U8);

    /** Whether the TTL is that of the packet within, Linux 4.20. */
    public static final LinkOption<GeneveSpec, Boolean> TTL_INHERITED =
            of(GeneveAttr.IFLA_GENEVE_TTL_INHERIT, AttributeType.BOOL_U8);

    /** UDP ports that its packets come from, by a hash of what is within; Linux 6.15. */
    public static final LinkOption<GeneveSpec, PortRange> SOURCE_PORTS =
            of(GeneveAttr.IFLA_GENEVE_PORT_RANGE, PortRanges.NETWORK_ORDER);

    /** Whether routes and filters say where packets go; see {@link #collectingMetadata}. */
    public static final LinkOption<GeneveSpec, Boolean> COLLECT_METADATA =
            of(GeneveAttr.IFLA_GENEVE_COLLECT_METADATA, AttributeType.FLAG);

    public static final LinkOption<GeneveSpec, Integer> TOS = of(GeneveAttr.IFLA_GENEVE_TOS, AttributeType.U8);

    public static final LinkOption<GeneveSpec, Long> FLOW_LABEL =
            of(GeneveAttr.IFLA_GENEVE_LABEL, AttributeType.U32_NETWORK_ORDER);

    public static final LinkOption<GeneveSpec, Boolean> UDP_CHECKSUM =
            of(GeneveAttr.IFLA_GENEVE_UDP_CSUM, AttributeType.BOOL_U8);

    private GeneveSpec(State state) {
        super(state);
    }

    /**
     * A geneve with this name to another host.
     *
     * @param id 0 to 16777215
     */
    public static GeneveSpec of(String name, int id, InetAddress remote) {
        if (id < 0 || id >= 1 << 24) throw new IllegalArgumentException("geneve id " + id + ", not 0..16777215");
        GeneveSpec spec = new GeneveSpec(named(name)).with(ID, (long) id);
        return remote.getAddress().length == 16 ? spec.with(REMOTE6, remote) : spec.with(REMOTE, remote);
    }

    /** A geneve with this name for all networks and hosts: routes and filters say for each packet where it goes. */
    public static GeneveSpec collectingMetadata(String name) {
        return new GeneveSpec(named(name)).with(COLLECT_METADATA, true);
    }

    private static <T> LinkOption<GeneveSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("geneve", attribute, type);
    }

    @Override
    protected GeneveSpec copy(State changed) {
        return new GeneveSpec(changed);
    }

    @Override
    public String kind() {
        return "geneve";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }
}
