package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.BRIDGE_VLANS;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.link.VxlanSpec;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.tool.IpTool;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a bridge keeps, as {@code bridge} tells it. */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class BridgeTablesTest {
    private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:42");
    private static final MacAddress OTHER = MacAddress.of("02:00:00:00:00:43");

    private static List<String> fdb(String words) throws Exception {
        return IpTool.bridgeJson("fdb show " + words)
                .valueStream()
                .map(n -> n.path("mac").asString() + " " + n.path("dst").asString("-"))
                .toList();
    }

    @Test
    void forwardingEntriesOfABridge() throws Exception {
        try (Bridge bridge = Bridge.create(BridgeSpec.of("br0").up());
                Veth veth = Veth.create(VethSpec.of("a", "b").master(bridge).up())) {
            Fdb fdb = bridge.network().fdb();
            fdb.add(FdbEntry.atPort(veth.index(), MAC));
            assertThat(fdb("br br0 dev a")).contains(MAC + " -");
            IpTool.bridge("fdb add " + OTHER + " dev a master static");
            List<FdbEntry> ours = fdb.ofBridge(bridge.index());
            assertThat(ours).contains(FdbEntry.atPort(veth.index(), MAC), FdbEntry.atPort(veth.index(), OTHER));
            assertThat(ours).anyMatch(FdbEntry::permanent);
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> fdb.add(FdbEntry.atPort(veth.index(), MAC)))
                    .matches(e -> e.errno() == Errno.EEXIST);
            fdb.remove(FdbEntry.atPort(veth.index(), OTHER));
            assertThat(fdb("br br0 dev a")).doesNotContain(OTHER + " -");
            assertThat(fdb.list()).containsAll(fdb.ofBridge(bridge.index()));
        }
    }

    @Test
    void forwardingEntriesOfAVxlan() throws Exception {
        try (VirtualLink vxlan = VirtualLink.create(VxlanSpec.of("vx0", 7))) {
            Fdb fdb = Fdb.here();
            MacAddress unknown = MacAddress.of("00:00:00:00:00:00");
            fdb.append(FdbEntry.atHost(vxlan.index(), unknown, Cidr.address("10.0.0.9")));
            fdb.append(FdbEntry.atHost(vxlan.index(), unknown, Cidr.address("10.0.0.10")));
            fdb.add(FdbEntry.atHost(vxlan.index(), MAC, Cidr.address("10.0.0.9")));
            assertThat(fdb("dev vx0")).contains(unknown + " 10.0.0.9", unknown + " 10.0.0.10", MAC + " 10.0.0.9");
            assertThat(fdb.ofLink(vxlan.index()))
                    .contains(FdbEntry.atHost(vxlan.index(), MAC, Cidr.address("10.0.0.9")));
        }
    }

    @Test
    @Requires(BRIDGE_VLANS)
    void vlans() throws Exception {
        try (Bridge bridge =
                        Bridge.create(BridgeSpec.of("br0").vlanFiltering(true).up());
                Veth veth = Veth.create(VethSpec.of("a", "b").master(bridge).up())) {
            BridgeVlans vlans = bridge.network().bridgeVlans();
            vlans.add(BridgeVlan.tagged(veth.index(), 10));
            vlans.add(BridgeVlan.untagged(veth.index(), 20));
            vlans.addToBridge(BridgeVlan.tagged(bridge.index(), 10));
            vlans.remove(BridgeVlan.tagged(veth.index(), 1));
            IpTool.bridge("vlan add vid 30-33 dev a");
            assertThat(vlans.list(veth.index()))
                    .containsExactlyInAnyOrder(
                            BridgeVlan.tagged(veth.index(), 10),
                            BridgeVlan.untagged(veth.index(), 20),
                            BridgeVlan.tagged(veth.index(), 30),
                            BridgeVlan.tagged(veth.index(), 31),
                            BridgeVlan.tagged(veth.index(), 32),
                            BridgeVlan.tagged(veth.index(), 33));
            JsonNode theirs = IpTool.bridgeJson("vlan show dev a").get(0).path("vlans");
            assertThat(theirs.valueStream()
                            .map(v -> v.path("vlan").asInt() + v.path("flags").toString()))
                    .contains("10", "20[\"PVID\",\"Egress Untagged\"]");
            assertThat(vlans.list(bridge.index())).contains(BridgeVlan.tagged(bridge.index(), 10));
            vlans.removeFromBridge(BridgeVlan.tagged(bridge.index(), 10));
            assertThat(vlans.list(bridge.index())).doesNotContain(BridgeVlan.tagged(bridge.index(), 10));
        }
    }

    @Test
    void multicastGroups() throws Exception {
        try (Bridge bridge = Bridge.create(BridgeSpec.of("br0").up());
                Veth veth = Veth.create(VethSpec.of("a", "b").master(bridge).up())) {
            BridgeGroups groups = bridge.network().bridgeGroups();
            BridgeGroup four = BridgeGroup.of(bridge.index(), veth.index(), Cidr.address("239.1.1.1"));
            groups.add(four);
            IpTool.bridge("mdb add dev br0 port a grp ff0e::7 permanent");
            BridgeGroup six = BridgeGroup.of(bridge.index(), veth.index(), Cidr.address("ff0e::7"));
            assertThat(groups.list()).contains(four, six);
            assertThat(IpTool.bridge("mdb show dev br0")).contains("239.1.1.1 permanent");
            groups.remove(four);
            assertThat(groups.list()).doesNotContain(four);
        }
    }

    @Test
    @Requires(BRIDGE_VLANS)
    void forwardingEntriesAndGroupsOfAVlan() throws Exception {
        try (Bridge bridge =
                        Bridge.create(BridgeSpec.of("br0").vlanFiltering(true).up());
                Veth veth = Veth.create(VethSpec.of("a", "b").master(bridge).up())) {
            bridge.network().bridgeVlans().add(BridgeVlan.tagged(veth.index(), 10));
            Fdb fdb = bridge.network().fdb();
            FdbEntry entry = FdbEntry.atPort(veth.index(), MAC).vlan(10);
            fdb.add(entry);
            assertThat(IpTool.bridgeJson("fdb show br br0 dev a")
                            .valueStream()
                            .filter(n -> n.path("mac").asString().equals(MAC.toString()))
                            .map(n -> n.path("vlan").asInt(0)))
                    .containsExactly(10);
            IpTool.bridge("fdb add " + OTHER + " dev a master static vlan 10");
            FdbEntry other = FdbEntry.atPort(veth.index(), OTHER).vlan(10);
            assertThat(fdb.ofBridge(bridge.index())).contains(entry, other);
            fdb.remove(other);
            assertThat(fdb.ofBridge(bridge.index())).contains(entry).doesNotContain(other);

            BridgeGroups groups = bridge.network().bridgeGroups();
            BridgeGroup ours = BridgeGroup.of(bridge.index(), veth.index(), Cidr.address("239.1.1.1"))
                    .vlan(10);
            groups.add(ours);
            assertThat(IpTool.bridge("mdb show dev br0")).containsPattern("239\\.1\\.1\\.1 .*permanent.*vid 10");
            IpTool.bridge("mdb add dev br0 port a grp ff0e::7 permanent vid 10");
            BridgeGroup theirs = BridgeGroup.of(bridge.index(), veth.index(), Cidr.address("ff0e::7"))
                    .vlan(10);
            assertThat(groups.list()).contains(ours, theirs);
            groups.remove(ours);
            assertThat(groups.list()).contains(theirs).doesNotContain(ours);
        }
    }

    @Test
    void settingsOfAPort() throws Exception {
        try (Bridge bridge = Bridge.create("br0");
                Veth veth = Veth.create(VethSpec.of("a", "b").master(bridge))) {
            veth.device().change(LinkChange.NONE.port(BridgePort.HAIRPIN, true).port(BridgePort.COST, 77L));
            JsonNode theirs = IpTool.link("a").path("linkinfo").path("info_slave_data");
            assertThat(theirs.path("hairpin").asBoolean()).isTrue();
            assertThat(theirs.path("cost").asInt()).isEqualTo(77);
            IpTool.bridge("link set dev a isolated on");
            Link ours = veth.device().link();
            assertThat(ours.get(BridgePort.HAIRPIN)).contains(true);
            assertThat(ours.get(BridgePort.ISOLATED)).contains(true);
            assertThat(ours.get(BridgePort.LEARNING)).contains(true);
            assertThat(Links.here().get("b").get(BridgePort.LEARNING)).isEmpty();
            assertThat(OptionalInt.of(bridge.index())).isEqualTo(ours.master());
        }
    }
}
