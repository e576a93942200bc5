package io.jlinux.net.link;

import static io.jlinux.net.link.MadeTwice.same;
import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Bridge;
import io.jlinux.net.BridgeSpec;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkChange;
import io.jlinux.net.Links;
import io.jlinux.net.MacAddress;
import io.jlinux.net.Veth;
import io.jlinux.net.VirtualLink;
import io.jlinux.net.tool.IpTool;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Each kind twice: what we make is what {@code ip -d} tells, and what {@code ip} makes of the same words is, attribute for
 * attribute, what the kernel tells of ours.
 */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class LinkKindsTest {
    @Test
    @Requires(Requirement.LINK_DUMMY)
    void dummy() throws Exception {
        same(DummySpec.of("d0"), "d0 type dummy", "");
    }

    @Test
    @Requires(Requirement.LINK_IFB)
    void ifb() throws Exception {
        same(IfbSpec.of("ifb7"), "ifb7 type ifb", "");
    }

    @Test
    @Requires(Requirement.LINK_VLAN)
    void vlan() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            Link l = same(VlanSpec.of("a.5", "a", 5), "link a name a.5 type vlan id 5", "id=5 protocol=802.1Q");
            assertThat(l.get(VlanSpec.ID)).hasValue(5);
            assertThat(l.get(VlanSpec.FLAGS))
                    .hasValueSatisfying(
                            w -> assertThat(VlanFlags.REORDER_HEADER.isIn(w)).isTrue());
            assertThat(l.linkedIndex()).hasValue(veth.index());
            same(
                    VlanSpec.of("q", veth.index(), 0)
                            .with(VlanSpec.PROTOCOL, 0x88a8)
                            .reorderHeader(false)
                            .looseBinding(true),
                    "link a name q type vlan protocol 802.1ad id 0 reorder_hdr off loose_binding on",
                    "id=0 protocol=802.1ad");
        }
    }

    @Test
    void macvlanAndMacvtap() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            Link l = same(MacvlanSpec.of("m", "a"), "link a name m type macvlan mode bridge", "mode=bridge");
            assertThat(l.get(MacvlanSpec.MODE)).hasValue(MacvlanMode.BRIDGE);
            try (VirtualLink tap = VirtualLink.create(MacvtapSpec.of("mt", "a"))) {
                tap.device().set(MacvlanSpec.MODE, MacvlanMode.VEPA); // of whichever kind it is
                assertThat(tap.device().link().get(MacvtapSpec.MODE)).hasValue(MacvlanMode.VEPA);
            }
            for (MacvlanMode mode : new MacvlanMode[] {MacvlanMode.PRIVATE, MacvlanMode.VEPA, MacvlanMode.PASSTHRU}) {
                String name = mode.name().toLowerCase(java.util.Locale.ROOT);
                same(
                        MacvlanSpec.of("m", veth.index()).with(MacvlanSpec.MODE, mode),
                        "link a name m type macvlan mode " + name,
                        "mode=" + name);
            }
            same(MacvtapSpec.of("mt", "a"), "link a name mt type macvtap mode bridge", "mode=bridge");
        }
    }

    @Test
    @Requires(Requirement.LINK_IPVLAN)
    void ipvlanAndIpvtap() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            Link l = same(IpvlanSpec.of("i", "a"), "link a name i type ipvlan", "mode=l3");
            assertThat(l.get(IpvlanSpec.MODE)).hasValue(IpvlanMode.L3);
            assertThat(l.linkedIndex()).hasValue(veth.index());
            same(
                    IpvlanSpec.of("i", "a")
                            .with(IpvlanSpec.MODE, IpvlanMode.L2)
                            .with(IpvlanSpec.ISOLATION, IpvlanIsolation.PRIVATE),
                    "link a name i type ipvlan mode l2 private",
                    "mode=l2");
            same(
                    IpvtapSpec.of("it", "a").with(IpvtapSpec.MODE, IpvlanMode.L3S),
                    "link a name it type ipvtap mode l3s",
                    "mode=l3s");
        }
    }

    @Test
    void vxlan() throws Exception {
        Link l = same(
                VxlanSpec.of("vx", 42)
                        .remote(Cidr.address("10.0.0.9"))
                        .local(Cidr.address("10.0.0.1"))
                        .with(VxlanSpec.TTL, 64)
                        .with(VxlanSpec.LEARNING, false)
                        .with(VxlanSpec.AGEING, 77L),
                "vx type vxlan id 42 remote 10.0.0.9 local 10.0.0.1 dstport 4789 ttl 64 nolearning ageing 77",
                "id=42 remote=10.0.0.9 local=10.0.0.1 port=4789 ttl=64 learning=false ageing=77");
        assertThat(l.get(VxlanSpec.TTL)).hasValue(64);
        assertThat(l.get(VxlanSpec.GROUP)).contains(Cidr.address("10.0.0.9"));
        assertThat(l.get(VxlanSpec.GROUP6)).isEmpty();
        same(
                VxlanSpec.of("vx", 0).remote(Cidr.address("fd00::9")),
                "vx type vxlan id 0 remote fd00::9 dstport 4789",
                "remote6=fd00::9");
        try (Veth veth = Veth.create("a", "b")) {
            veth.device().up();
            same(
                    VxlanSpec.of("vx", 1).over("a").remote(Cidr.address("239.1.1.1")),
                    "vx type vxlan id 1 dev a group 239.1.1.1 dstport 4789",
                    "link=a group=239.1.1.1");
        }
    }

    @Test
    @Requires(Requirement.LINK_GENEVE)
    void geneve() throws Exception {
        Link l = same(
                GeneveSpec.of("g", 7, Cidr.address("10.0.0.9")).with(GeneveSpec.TTL, 9),
                "g type geneve id 7 remote 10.0.0.9 ttl 9",
                "id=7 remote=10.0.0.9 ttl=9 port=6081");
        assertThat(l.get(GeneveSpec.ID)).hasValue(7L);
        same(GeneveSpec.of("g", 8, Cidr.address("fd00::9")), "g type geneve id 8 remote fd00::9", "remote6=fd00::9");
    }

    @Test
    @Requires(Requirement.LINK_GRE)
    void gre() throws Exception {
        Link l = same(
                GreSpec.of("g1")
                        .remote(Cidr.address("10.0.0.9"))
                        .local(Cidr.address("10.0.0.1"))
                        .key(7)
                        .with(GreSpec.TTL, 64),
                "g1 type gre remote 10.0.0.9 local 10.0.0.1 key 7 ttl 64",
                "remote=10.0.0.9 local=10.0.0.1 ttl=64 ikey=0.0.0.7 okey=0.0.0.7");
        assertThat(l.get(GreSpec.INPUT_KEY)).hasValue(7L);
        assertThat(l.get(Ip6greSpec.FLOW_INFO)).isEmpty(); // a setting of other kinds
        same(
                GretapSpec.of("g2").remote(Cidr.address("10.0.0.9")).with(GretapSpec.PATH_MTU_DISCOVERY, false),
                "g2 type gretap remote 10.0.0.9 nopmtudisc",
                "remote=10.0.0.9 pmtudisc=false");
    }

    @Test
    @Requires(Requirement.LINK_IP6GRE)
    void ip6gre() throws Exception {
        same(
                Ip6greSpec.of("g1")
                        .remote(Cidr.address("fd00::9"))
                        .local(Cidr.address("fd00::1"))
                        .with(Ip6greSpec.ENCAPSULATION_LIMIT, 4)
                        .with(Ip6greSpec.TTL, 64),
                "g1 type ip6gre remote fd00::9 local fd00::1 encaplimit 4 hoplimit 64 noencap-udp6-csum",
                "remote=fd00::9 local=fd00::1 ttl=64");
        same(
                Ip6gretapSpec.of("g2")
                        .remote(Cidr.address("fd00::9"))
                        .with(Ip6gretapSpec.ENCAPSULATION_LIMIT, 4)
                        .with(Ip6gretapSpec.TTL, 64),
                "g2 type ip6gretap remote fd00::9 encaplimit 4 hoplimit 64 noencap-udp6-csum",
                "remote=fd00::9");
    }

    @Test
    @Requires(Requirement.LINK_IPIP)
    void ipip() throws Exception {
        same(
                IpipSpec.of("t1")
                        .remote(Cidr.address("10.0.0.9"))
                        .local(Cidr.address("10.0.0.1"))
                        .with(IpipSpec.TTL, 5),
                "t1 type ipip mode ipip remote 10.0.0.9 local 10.0.0.1 ttl 5",
                "remote=10.0.0.9 local=10.0.0.1 ttl=5");
    }

    @Test
    @Requires(Requirement.LINK_SIT)
    void sit() throws Exception {
        same(
                SitSpec.of("t1").remote(Cidr.address("10.0.0.9")).local(Cidr.address("10.0.0.1")),
                "t1 type sit mode ip6ip remote 10.0.0.9 local 10.0.0.1 ttl 64",
                "remote=10.0.0.9 local=10.0.0.1");
    }

    @Test
    @Requires(Requirement.LINK_IP6TNL)
    void ip6tnl() throws Exception {
        same(
                Ip6tnlSpec.of("t1")
                        .remote(Cidr.address("fd00::9"))
                        .local(Cidr.address("fd00::1"))
                        .with(Ip6tnlSpec.ENCAPSULATION_LIMIT, 4)
                        .with(Ip6tnlSpec.TTL, 64),
                "t1 type ip6tnl mode any remote fd00::9 local fd00::1 encaplimit 4 hoplimit 64 noencap-udp6-csum",
                "remote=fd00::9 local=fd00::1 proto=any");
    }

    @Test
    @Requires(Requirement.LINK_VRF)
    void vrf() throws Exception {
        Link l = same(VrfSpec.of("blue", 100), "blue type vrf table 100", "table=100");
        assertThat(l.get(VrfSpec.TABLE)).hasValue(100L);
    }

    @Test
    @Requires(Requirement.LINK_WIREGUARD)
    void wireguard() throws Exception {
        same(WireguardSpec.of("wg0"), "wg0 type wireguard", "");
    }

    @Test
    @Requires(Requirement.LINK_BOND)
    void bond() throws Exception {
        Link l = same(
                BondSpec.of("bond7", BondMode.ACTIVE_BACKUP)
                        .with(BondSpec.MII_MONITOR, 100L)
                        .with(BondSpec.UP_DELAY, 200L),
                "bond7 type bond mode active-backup miimon 100 updelay 200",
                "mode=active-backup miimon=100 updelay=200");
        assertThat(l.get(BondSpec.MODE)).hasValue(BondMode.ACTIVE_BACKUP);
        try (Veth veth = Veth.create("a", "b");
                VirtualLink bond =
                        VirtualLink.create(BondSpec.of("bond7", BondMode.LACP).up())) {
            veth.device().change(LinkChange.NONE.master(bond.index()));
            assertThat(veth.device().link().masterKind()).contains("bond");
        }
    }

    @Test
    @Requires(Requirement.LINK_NETKIT)
    void netkit() throws Exception {
        try (VirtualLink pair = VirtualLink.create(NetkitSpec.of("nk0", "nk1")
                .with(NetkitSpec.MODE, NetkitMode.L2)
                .with(NetkitSpec.DROPS, NetkitPolicy.BLACKHOLE)
                .with(NetkitSpec.PEER_DROPS, NetkitPolicy.FORWARD))) {
            Link l = pair.device().link();
            assertThat(l.get(NetkitSpec.MODE)).hasValue(NetkitMode.L2);
            assertThat(l.get(NetkitSpec.DROPS)).hasValue(NetkitPolicy.BLACKHOLE);
            assertThat(l.get(NetkitSpec.PEER_DROPS)).hasValue(NetkitPolicy.FORWARD);
            Link peer = Links.here().get("nk1");
            assertThat(peer.linkedIndex()).hasValue(l.index());
            JsonNode info = IpTool.link("nk0").path("linkinfo");
            assertThat(info.path("info_kind").asString()).isEqualTo("netkit");
            JsonNode data = info.path("info_data"); // an ip that is older than netkit tells none
            if (data.has("mode")) assertThat(data.path("mode").asString()).isEqualTo("l2");
            if (data.has("policy")) assertThat(data.path("policy").asString()).isEqualTo("blackhole");
            IpTool.ip("link add nk2 type netkit");
            assertThat(Links.here().get("nk2").isKind("netkit")).isTrue();
            Links.here().device("nk2").delete();
        }
        try (VirtualLink pair =
                VirtualLink.create(NetkitSpec.of("nk0", "nk1").with(NetkitSpec.PEER_DROPS, NetkitPolicy.BLACKHOLE))) {
            assertThat(pair.device().link().get(NetkitSpec.PEER_DROPS)).hasValue(NetkitPolicy.BLACKHOLE);
            assertThat(pair.device().link().get(NetkitSpec.DROPS)).hasValue(NetkitPolicy.FORWARD);
        }
    }

    /** Both ends where they belong, by one message to the namespace of the first. */
    @Test
    @Requires(Requirement.LINK_NETKIT)
    void netkitBetweenTwoOtherNamespaces() throws Exception {
        try (NamespaceHandle one = Namespace.NET.create();
                NamespaceHandle two = Namespace.NET.create();
                VirtualLink pair =
                        VirtualLink.create(NetkitSpec.of("nk0", "nk1", two).namespace(one))) {
            assertThat(Links.here().list()).extracting(Link::name).doesNotContain("nk0", "nk1");
            assertThat(Links.in(one).get("nk0").index()).isEqualTo(pair.index());
            assertThat(Links.in(two).get("nk1").isKind("netkit")).isTrue();
        }
    }

    @Test
    void bridge() throws Exception {
        same(
                BridgeSpec.of("br0")
                        .stp(true)
                        .with(BridgeSpec.AGEING_TIME, 12300L)
                        .with(BridgeSpec.PRIORITY, 0)
                        .with(BridgeSpec.GROUP_FORWARD_MASK, 8)
                        .with(BridgeSpec.MULTICAST_SNOOPING, false)
                        .with(BridgeSpec.MULTICAST_QUERIER, true)
                        .mac(MacAddress.of("02:00:00:00:00:77")),
                "br0 address 02:00:00:00:00:77 type bridge stp_state 1 ageing_time 12300 priority 0 group_fwd_mask 8"
                        + " mcast_snooping 0 mcast_querier 1",
                "stp_state=1 ageing_time=12300 priority=0 group_fwd_mask=0x8 mcast_snooping=0 mcast_querier=1");
        try (Bridge bridge = Bridge.create("br0")) {
            bridge.device().set(BridgeSpec.AGEING_TIME, 0L);
            assertThat(bridge.device().link().get(BridgeSpec.AGEING_TIME)).hasValue(0L);
            assertThat(bridge.device().link().get(VlanSpec.ID)).isEmpty();
        }
    }

    @Test
    @Requires(Requirement.BRIDGE_VLANS)
    void bridgeWithVlans() throws Exception {
        same(
                BridgeSpec.of("br0")
                        .vlanFiltering(true)
                        .with(BridgeSpec.VLAN_DEFAULT_PVID, 7)
                        .mac(MacAddress.of("02:00:00:00:00:77")),
                "br0 address 02:00:00:00:00:77 type bridge vlan_filtering 1 vlan_default_pvid 7",
                "vlan_filtering=1 vlan_default_pvid=7");
    }
}
