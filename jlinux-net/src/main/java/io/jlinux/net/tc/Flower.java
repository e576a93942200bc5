package io.jlinux.net.tc;

import static io.jlinux.net.wire.FlowerAttr.*;

import io.jlinux.net.Cidr;
import io.jlinux.net.IpTypes;
import io.jlinux.net.MacAddress;
import io.jlinux.net.PortRange;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A filter by the fields of a packet's headers, whatever stands between them.
 *
 * <pre>{@code
 * Flower.ipv4().destination(Cidr.of("10.7.0.0/16")).tcp().destinationPort(PortRange.of(80)).to(Handle.of("1:10"))
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-flower.8.html">tc-flower(8)</a>
 */
public final class Flower extends FilterSpec<Flower> {
    /** From this network. */
    public static final Setting<Flower, Cidr> SOURCE = Setting.inside("src_ip", FlowerKeys.CIDR);

    /** To this network. */
    public static final Setting<Flower, Cidr> DESTINATION = Setting.inside("dst_ip", FlowerKeys.CIDR);

    /** 6 is TCP, 17 UDP, 132 SCTP. */
    public static final Setting<Flower, Integer> IP_PROTOCOL =
            Setting.of("ip_proto", TCA_FLOWER_KEY_IP_PROTO, AttributeType.U8);

    /** From these ports; needs {@link #IP_PROTOCOL}. Several are Linux 5.1. */
    public static final Setting<Flower, PortRange> SOURCE_PORTS = Setting.inside("src_port", FlowerKeys.PORTS);

    /** To these ports; needs {@link #IP_PROTOCOL}. Several are Linux 5.1. */
    public static final Setting<Flower, PortRange> DESTINATION_PORTS = Setting.inside("dst_port", FlowerKeys.PORTS);

    public static final Setting<Flower, MacAddress> SOURCE_MAC =
            Setting.of("src_mac", TCA_FLOWER_KEY_ETH_SRC, IpTypes.MAC);
    public static final Setting<Flower, MacAddress> DESTINATION_MAC =
            Setting.of("dst_mac", TCA_FLOWER_KEY_ETH_DST, IpTypes.MAC);

    /** 0 to 4095; of packets whose protocol is 0x8100 or 0x88a8. */
    public static final Setting<Flower, Integer> VLAN_ID =
            Setting.of("vlan_id", TCA_FLOWER_KEY_VLAN_ID, AttributeType.U16);

    /** 0 to 7. */
    public static final Setting<Flower, Integer> VLAN_PRIORITY =
            Setting.of("vlan_prio", TCA_FLOWER_KEY_VLAN_PRIO, AttributeType.U8);

    /** The EtherType of what is in the VLAN. */
    public static final Setting<Flower, Integer> VLAN_PROTOCOL =
            Setting.of("vlan_ethtype", TCA_FLOWER_KEY_VLAN_ETH_TYPE, AttributeType.U16_NETWORK_ORDER);

    /** The name of the link that packets came in by. */
    public static final Setting<Flower, String> INCOMING = Setting.of("indev", TCA_FLOWER_INDEV, AttributeType.STRING);

    /** Where the packets belong. */
    public static final Setting<Flower, Handle> CLASS = Setting.of("classid", TCA_FLOWER_CLASSID, Handle.TYPE);

    private static final int VLAN = 0x8100;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final List<Setting<Flower, ?>> SIMPLE =
            List.of(IP_PROTOCOL, SOURCE_MAC, DESTINATION_MAC, VLAN_ID, VLAN_PRIORITY, VLAN_PROTOCOL, INCOMING, CLASS);

    private Flower(Map<Setting<?, ?>, Object> values, List<Action> actions) {
        super(values, actions);
    }

    /** About all packets of any protocol. */
    public static Flower all() {
        return new Flower(Map.of(), List.of());
    }

    /** About IPv4 packets. */
    public static Flower ipv4() {
        return all().protocol(IPV4);
    }

    /** About IPv6 packets. */
    public static Flower ipv6() {
        return all().protocol(IPV6);
    }

    /** About packets of a VLAN (802.1Q), 0 to 4095. */
    public static Flower vlan(int id) {
        if (id < 0 || id > 4095) throw new IllegalArgumentException("VLAN " + id + ", not 0..4095");
        return all().protocol(VLAN).with(VLAN_ID, id);
    }

    /** From this network. */
    public Flower source(Cidr network) {
        return with(SOURCE, network.network());
    }

    /** To this network. */
    public Flower destination(Cidr network) {
        return with(DESTINATION, network.network());
    }

    public Flower tcp() {
        return with(IP_PROTOCOL, TCP);
    }

    public Flower udp() {
        return with(IP_PROTOCOL, UDP);
    }

    /** From these ports. */
    public Flower sourcePort(PortRange ports) {
        return with(SOURCE_PORTS, ports);
    }

    /** To these ports. */
    public Flower destinationPort(PortRange ports) {
        return with(DESTINATION_PORTS, ports);
    }

    /** Where the packets belong. */
    public Flower to(Handle classOfQdisc) {
        return with(CLASS, classOfQdisc);
    }

    @Override
    Flower copy(Map<Setting<?, ?>, Object> changed, List<Action> actions) {
        return new Flower(changed, actions);
    }

    @Override
    public String kind() {
        return "flower";
    }

    @Override
    void validate() {
        if (has(SOURCE_PORTS) || has(DESTINATION_PORTS)) required(IP_PROTOCOL);
        boolean ipv6 = value(PROTOCOL, ALL) == IPV6 || value(VLAN_PROTOCOL, 0) == IPV6;
        boolean ipv4 = value(PROTOCOL, ALL) == IPV4 || value(VLAN_PROTOCOL, 0) == IPV4;
        checkFamily(value(SOURCE), ipv4, ipv6);
        checkFamily(value(DESTINATION), ipv4, ipv6);
    }

    private static void checkFamily(@Nullable Cidr network, boolean ipv4, boolean ipv6) {
        if (network == null) return;
        boolean same = network.isIpv6() ? ipv6 : ipv4;
        if (!same) throw new IllegalArgumentException(network + ": not of the filter's protocol");
    }

    @Override
    void write(MessageWriter w) {
        writeAttributes(w);
        int protocol = value(PROTOCOL, ALL);
        if (protocol != ALL) w.attributeU16NetworkOrder(TCA_FLOWER_KEY_ETH_TYPE, protocol);
        FlowerKeys.write(w, true, value(SOURCE));
        FlowerKeys.write(w, false, value(DESTINATION));
        int ipProtocol = value(IP_PROTOCOL, 0);
        FlowerKeys.write(w, true, ipProtocol, value(SOURCE_PORTS));
        FlowerKeys.write(w, false, ipProtocol, value(DESTINATION_PORTS));
        writeActions(w, TCA_FLOWER_ACT);
    }

    static Flower read(Values v, List<Action> actions, AttributeReader options) throws NetlinkException {
        FlowerKeys keys = new FlowerKeys();
        for (AttributeReader a = options.nested(); a.next(); ) {
            v.take(a, SIMPLE);
            keys.take(a);
        }
        keys.network(true).ifPresent(c -> v.put(SOURCE, c));
        keys.network(false).ifPresent(c -> v.put(DESTINATION, c));
        keys.ports(true).ifPresent(p -> v.put(SOURCE_PORTS, p));
        keys.ports(false).ifPresent(p -> v.put(DESTINATION_PORTS, p));
        return new Flower(v.map(), actions);
    }
}
