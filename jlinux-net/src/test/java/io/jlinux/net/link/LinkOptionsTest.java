package io.jlinux.net.link;

import static io.jlinux.net.link.MadeTwice.same;
import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.BridgeSpec;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkChange;
import io.jlinux.net.Links;
import io.jlinux.net.MacAddress;
import io.jlinux.net.PortRange;
import io.jlinux.net.Veth;
import io.jlinux.net.VirtualLink;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.tool.IpTool;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Every option of a link's kind that no other test names, against the word of {@code ip} for it and the field by which it tells it. Those
 * that are on or off come one at a time, and others with values of their own: one that was written as another would be found.
 */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class LinkOptionsTest {
    private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:77");
    private static final InetAddress REMOTE = Cidr.address("10.0.0.9");
    private static final InetAddress REMOTE6 = Cidr.address("fd00::9");

    private static void bridge(BridgeSpec spec, String words, String expected) throws Exception {
        same(spec.mac(MAC), "br0 address 02:00:00:00:00:77 type bridge " + words, expected);
    }

    @Test
    void timesAndVersionsOfABridge() throws Exception {
        bridge(
                BridgeSpec.of("br0")
                        .with(BridgeSpec.FORWARD_DELAY, 400L)
                        .with(BridgeSpec.HELLO_TIME, 300L)
                        .with(BridgeSpec.MAX_AGE, 1900L)
                        .with(BridgeSpec.MULTICAST_ROUTER, 2)
                        .with(BridgeSpec.IGMP_VERSION, 3),
                "forward_delay 400 hello_time 300 max_age 1900 mcast_router 2 mcast_igmp_version 3",
                "forward_delay=400 hello_time=300 max_age=1900 mcast_router=2 mcast_igmp_version=3"
                        + " mcast_mld_version=1");
        bridge(BridgeSpec.of("br0").with(BridgeSpec.MLD_VERSION, 2), "mcast_mld_version 2", "mcast_mld_version=2");
    }

    @Test
    @Requires(Requirement.BRIDGE_VLANS)
    void vlansOfABridge() throws Exception {
        bridge(
                BridgeSpec.of("br0").with(BridgeSpec.VLAN_PROTOCOL, 0x88a8),
                "vlan_protocol 802.1ad",
                "vlan_protocol=802.1ad vlan_stats_enabled=0");
        bridge(
                BridgeSpec.of("br0").with(BridgeSpec.VLAN_STATISTICS, true),
                "vlan_stats_enabled 1",
                "vlan_protocol=802.1Q vlan_stats_enabled=1");
    }

    @Test
    void tablesThatABridgeCalls() throws Exception {
        try (VirtualLink probe = VirtualLink.create(BridgeSpec.of("br1"))) {
            JsonNode data = IpTool.link("br1").path("linkinfo").path("info_data");
            Assumptions.assumeTrue(data.has("nf_call_iptables"), "no br_netfilter in this kernel");
            assertThat(probe.index()).isPositive();
        }
        bridge(
                BridgeSpec.of("br0").with(BridgeSpec.CALL_IPTABLES, true),
                "nf_call_iptables 1",
                "nf_call_iptables=1 nf_call_ip6tables=0 nf_call_arptables=0");
        bridge(
                BridgeSpec.of("br0").with(BridgeSpec.CALL_IP6TABLES, true),
                "nf_call_ip6tables 1",
                "nf_call_iptables=0 nf_call_ip6tables=1 nf_call_arptables=0");
        bridge(
                BridgeSpec.of("br0").with(BridgeSpec.CALL_ARPTABLES, true),
                "nf_call_arptables 1",
                "nf_call_iptables=0 nf_call_ip6tables=0 nf_call_arptables=1");
    }

    private static void vxlan(VxlanSpec spec, String words, String expected) throws Exception {
        same(spec, "vx type vxlan dstport 4789 " + words, expected);
    }

    private static VxlanSpec vxlan() {
        return VxlanSpec.of("vx", 7).remote(REMOTE);
    }

    @Test
    void valuesOfAVxlan() throws Exception {
        vxlan(
                VxlanSpec.of("vx", 7)
                        .remote(REMOTE6)
                        .local(Cidr.address("fd00::1"))
                        .with(VxlanSpec.TOS, 0x10)
                        .with(VxlanSpec.FLOW_LABEL, 0x12345L)
                        .with(VxlanSpec.LIMIT, 99L),
                "id 7 remote fd00::9 local fd00::1 tos 0x10 flowlabel 0x12345 maxaddress 99",
                "local6=fd00::1 tos=0x10 label=0x12345 limit=99");
        Link l = same(
                vxlan().with(VxlanSpec.SOURCE_PORTS, new PortRange(20000, 30000)),
                "vx type vxlan dstport 4789 id 7 remote 10.0.0.9 srcport 20000 30000",
                "");
        assertThat(l.get(VxlanSpec.SOURCE_PORTS)).contains(new PortRange(20000, 30000));
        Link inherits = same(
                vxlan().with(VxlanSpec.TTL_INHERITED, true),
                "vx type vxlan dstport 4789 id 7 remote 10.0.0.9 ttl inherit",
                "");
        assertThat(inherits.get(VxlanSpec.TTL_INHERITED)).contains(true);
        assertThat(l.get(VxlanSpec.TTL_INHERITED).orElse(false)).isFalse();
    }

    @Test
    void switchesOfAVxlan() throws Exception {
        vxlan(vxlan().with(VxlanSpec.PROXY, true), "id 7 remote 10.0.0.9 proxy", "proxy");
        vxlan(vxlan().with(VxlanSpec.ROUTE_SHORT_CIRCUIT, true), "id 7 remote 10.0.0.9 rsc", "rsc");
        vxlan(vxlan().with(VxlanSpec.L2_MISS, true), "id 7 remote 10.0.0.9 l2miss", "l2miss");
        vxlan(vxlan().with(VxlanSpec.L3_MISS, true), "id 7 remote 10.0.0.9 l3miss", "l3miss");
        vxlan(vxlan().with(VxlanSpec.UDP_CHECKSUM, false), "id 7 remote 10.0.0.9 noudpcsum", "udp_csum=false");
        vxlan(
                vxlan().with(VxlanSpec.UDP6_ZERO_CHECKSUM_SENT, true),
                "id 7 remote 10.0.0.9 udp6zerocsumtx",
                "udp_zero_csum6_tx udp_zero_csum6_rx=false");
        vxlan(
                vxlan().with(VxlanSpec.UDP6_ZERO_CHECKSUM_TAKEN, true),
                "id 7 remote 10.0.0.9 udp6zerocsumrx",
                "udp_zero_csum6_rx udp_zero_csum6_tx=false");
        vxlan(
                VxlanSpec.of("vx", 0).with(VxlanSpec.COLLECT_METADATA, true).with(VxlanSpec.LEARNING, false),
                "external",
                "external");
    }

    @Test
    @Requires(Requirement.LINK_GENEVE)
    void geneve() throws Exception {
        GeneveSpec four = GeneveSpec.of("g", 7, REMOTE);
        same(
                four.with(GeneveSpec.TOS, 0x10).with(GeneveSpec.PORT, 7777),
                "g type geneve id 7 remote 10.0.0.9 tos 0x10 dstport 7777",
                "tos=0x10 port=7777");
        same(
                GeneveSpec.of("g", 7, REMOTE6).with(GeneveSpec.FLOW_LABEL, 0x12345L),
                "g type geneve id 7 remote fd00::9 flowlabel 0x12345",
                "label=0x12345");
        same(four.with(GeneveSpec.UDP_CHECKSUM, true), "g type geneve id 7 remote 10.0.0.9 udpcsum", "");
        same(four.with(GeneveSpec.UDP_CHECKSUM, false), "g type geneve id 7 remote 10.0.0.9 noudpcsum", "");
        Link inherits =
                same(four.with(GeneveSpec.TTL_INHERITED, true), "g type geneve id 7 remote 10.0.0.9 ttl inherit", "");
        assertThat(inherits.get(GeneveSpec.TTL_INHERITED)).contains(true);
        Link any = same(GeneveSpec.collectingMetadata("g"), "g type geneve external", "external");
        assertThat(any.get(GeneveSpec.COLLECT_METADATA)).contains(true);
        if (any.get(GeneveSpec.SOURCE_PORTS).isPresent()) { // Linux 6.15, of which this ip knows nothing
            try (VirtualLink l = VirtualLink.create(four.with(GeneveSpec.SOURCE_PORTS, new PortRange(20000, 30000)))) {
                assertThat(l.device().link().get(GeneveSpec.SOURCE_PORTS)).contains(new PortRange(20000, 30000));
            }
        }
    }

    @Test
    @Requires(Requirement.LINK_GRE)
    void gre() throws Exception {
        same(
                GreSpec.of("g1")
                        .remote(REMOTE)
                        .with(GreSpec.TTL, 64)
                        .with(GreSpec.FIREWALL_MARK, 7L)
                        .with(GreSpec.TOS, 0x10),
                "g1 type gre remote 10.0.0.9 ttl 64 fwmark 7 tos 0x10",
                "tos=0x10 fwmark=0x7");
    }

    @Test
    @Requires(Requirement.LINK_IPIP)
    void ipip() throws Exception {
        same(
                IpipSpec.of("t1")
                        .remote(REMOTE)
                        .with(IpipSpec.TTL, 64)
                        .with(IpipSpec.FIREWALL_MARK, 7L)
                        .with(IpipSpec.TOS, 0x10),
                "t1 type ipip mode ipip remote 10.0.0.9 ttl 64 fwmark 7 tos 0x10",
                "tos=0x10 fwmark=0x7");
    }

    @Test
    @Requires(Requirement.LINK_VLAN)
    void flagsOfAVlan() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            same(VlanSpec.of("v", veth.index(), 5).gvrp(true), "link a name v type vlan id 5 gvrp on", "id=5");
            Link l = same(VlanSpec.of("v", veth.index(), 5).mvrp(true), "link a name v type vlan id 5 mvrp on", "id=5");
            assertThat(l.get(VlanSpec.FLAGS)).hasValueSatisfying(w -> {
                assertThat(VlanFlags.MVRP.isIn(w)).isTrue();
                assertThat(VlanFlags.GVRP.isIn(w)).isFalse();
            });
        }
    }

    @Test
    void queueAndSourcesOfAMacvlan() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            same(
                    MacvlanSpec.of("m", veth.index()).with(MacvlanSpec.BROADCAST_QUEUE_LENGTH, 77L),
                    "link a name m type macvlan mode bridge bcqueuelen 77",
                    "mode=bridge bcqueuelen=77");
            MacAddress one = MacAddress.of("02:00:00:00:00:01");
            MacAddress two = MacAddress.of("02:00:00:00:00:02");
            Link l = same(
                    MacvlanSpec.of("m", veth.index()).sources(one, two),
                    "link a name m type macvlan mode source macaddr set " + one + " " + two,
                    "mode=source macaddr_count=2");
            assertThat(l.get(MacvlanSpec.SOURCES))
                    .hasValueSatisfying(s -> assertThat(s).containsExactlyInAnyOrder(one, two));
            assertThat(same(MacvlanSpec.of("m", veth.index()).sources(), "link a name m type macvlan mode source", "")
                            .get(MacvlanSpec.SOURCES))
                    .isEmpty();
        }
    }

    private static void bond(BondSpec spec, String words, String expected) throws Exception {
        same(spec, "bond7 type bond " + words, expected);
    }

    private static BondSpec backup() {
        return BondSpec.of("bond7", BondMode.ACTIVE_BACKUP);
    }

    @Test
    @Requires(Requirement.LINK_BOND)
    void valuesOfABond() throws Exception {
        bond(
                backup().with(BondSpec.MII_MONITOR, 100L)
                        .with(BondSpec.DOWN_DELAY, 300L)
                        .with(BondSpec.FAIL_OVER_MAC, 1)
                        .with(BondSpec.RESEND_IGMP, 7L)
                        .with(BondSpec.PEER_NOTIFICATIONS, 9)
                        .with(BondSpec.MIN_LINKS, 2L)
                        .with(BondSpec.PRIMARY_RESELECT, 2),
                "mode active-backup miimon 100 downdelay 300 fail_over_mac active resend_igmp 7 num_grat_arp 9 min_links 2"
                        + " primary_reselect failure",
                "downdelay=300 updelay=0 fail_over_mac=active resend_igmp=7 num_peer_notif=9 min_links=2"
                        + " primary_reselect=failure");
        bond(
                BondSpec.of("bond7", BondMode.BALANCE_XOR).with(BondSpec.TRANSMIT_HASH, BondHash.LAYER34),
                "mode balance-xor xmit_hash_policy layer3+4",
                "mode=balance-xor xmit_hash_policy=layer3+4");
        bond(
                BondSpec.of("bond7", BondMode.BALANCE_RR).with(BondSpec.PACKETS_PER_PORT, 5L),
                "mode balance-rr packets_per_slave 5",
                "packets_per_slave=5");
        bond(
                BondSpec.of("bond7", BondMode.LACP).with(BondSpec.AGGREGATE_SELECTION, 1),
                "mode 802.3ad ad_select bandwidth",
                "ad_select=bandwidth ad_lacp_rate=slow");
    }

    @Test
    @Requires(Requirement.LINK_BOND)
    void switchesOfABond() throws Exception {
        bond(
                backup().with(BondSpec.ALL_PORTS_ACTIVE, true),
                "mode active-backup all_slaves_active 1",
                "all_slaves_active=1");
        bond(
                BondSpec.of("bond7", BondMode.LACP).with(BondSpec.LACP_FAST, true),
                "mode 802.3ad lacp_rate fast",
                "ad_lacp_rate=fast ad_select=stable");
        bond(
                BondSpec.of("bond7", BondMode.BALANCE_TLB).with(BondSpec.TLB_DYNAMIC, false),
                "mode balance-tlb tlb_dynamic_lb 0",
                "tlb_dynamic_lb=0");
        try {
            bond(backup().with(BondSpec.USE_CARRIER, false), "mode active-backup use_carrier 0", "use_carrier=0");
        } catch (NetlinkException e) {
            assertThat(e).hasMessageContaining("obsolete"); // since Linux 6.18 it cannot be off
        }
    }

    @Test
    @Requires(Requirement.LINK_BOND)
    void whomABondAsks() throws Exception {
        List<InetAddress> targets = List.of(Cidr.address("10.0.0.1"), Cidr.address("10.0.0.2"));
        Link l = same(
                backup().with(BondSpec.ARP_INTERVAL, 250L)
                        .with(BondSpec.ARP_TARGETS, targets)
                        .with(BondSpec.ARP_VALIDATE, BondArpValidation.BACKUP)
                        .with(BondSpec.ARP_ALL_TARGETS, true),
                "bond7 type bond mode active-backup arp_interval 250 arp_ip_target 10.0.0.1,10.0.0.2"
                        + " arp_validate backup arp_all_targets all",
                "arp_interval=250 arp_validate=backup arp_all_targets=all");
        assertThat(l.get(BondSpec.ARP_TARGETS)).contains(targets);
        assertThat(l.get(BondSpec.ARP_VALIDATE)).contains(BondArpValidation.BACKUP);
        List<InetAddress> six = List.of(Cidr.address("fd00::1"));
        Link l6 = same(
                backup().with(BondSpec.ARP_INTERVAL, 250L).with(BondSpec.ARP_TARGETS6, six),
                "bond7 type bond mode active-backup arp_interval 250 ns_ip6_target fd00::1",
                "arp_interval=250");
        assertThat(l6.get(BondSpec.ARP_TARGETS6)).contains(six);
    }

    @Test
    @Requires(Requirement.LINK_BOND)
    void portsOfABond() throws Exception {
        try (Veth one = Veth.create("a", "b");
                Veth two = Veth.create("c", "d");
                VirtualLink bond = VirtualLink.create(
                        backup().with(BondSpec.MII_MONITOR, 100L).up())) {
            for (Veth port : List.of(one, two)) {
                // with a carrier from the start, which the bond would else see only when it looks again
                Links.here().device(port.peerIndex()).up();
                port.device().change(LinkChange.NONE.master(bond.index()));
            }
            bond.device().set(BondSpec.PRIMARY, (long) two.index());
            JsonNode data = IpTool.link("bond7").path("linkinfo").path("info_data");
            assertThat(data.path("primary").asString()).isEqualTo("c");
            assertThat(bond.device().link().get(BondSpec.PRIMARY)).contains((long) two.index());
            bond.device().set(BondSpec.PRIMARY_RESELECT, 2);
            for (Veth port : List.of(one, two)) {
                bond.device().set(BondSpec.ACTIVE_PORT, (long) port.index());
                assertThat(bond.device().link().get(BondSpec.ACTIVE_PORT)).contains((long) port.index());
                assertThat(IpTool.link("bond7")
                                .path("linkinfo")
                                .path("info_data")
                                .path("active_slave")
                                .asString())
                        .isEqualTo(port == one ? "a" : "c");
            }
        }
    }
}
