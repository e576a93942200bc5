package io.jlinux.oci.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.Links;
import io.jlinux.net.Network;
import io.jlinux.net.Route;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.link.VlanSpec;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plugins of Debian's containernetworking-plugins that give a container a link of another kind than one of a bridge, on a
 * "host" that is a network namespace of the test's own with a link {@code parent}.
 */
@NoLeaks
@Timeout(300)
@InNamespace(Kind.NET)
@Requires({Requirement.ROOT, Requirement.CNI_PLUGINS})
class DebianPluginsOfLinksTest {
    private static final String STATIC = """
            {"type": "static", "addresses": [{"address": "10.88.9.5/24", "gateway": "10.88.9.1"}, {"address": "fd88:9::5/64"}],
             "routes": [{"dst": "10.99.0.0/16", "gw": "10.88.9.1"}]}""";
    private static final Cidr FOUR = Cidr.of("10.88.9.5/24");
    private static final Cidr SIX = Cidr.of("fd88:9::5/64");

    @TempDir
    Path dir;

    private DebianPlugins plugins;
    private Cni cni;
    private Veth parent;
    private LinuxProcess box;
    private NamespaceHandle inside;

    @BeforeEach
    void aHostAndAContainer() throws IOException {
        Links.loopback().up();
        plugins = new DebianPlugins(dir);
        cni = plugins.cni();
        parent = Veth.create(VethSpec.of("parent", "wan").up());
        box = DebianPlugins.box();
        inside = box.namespace(Namespace.NET);
    }

    @AfterEach
    void end() throws IOException {
        if (inside != null) inside.close();
        if (box != null) box.close();
        if (parent != null) parent.close();
    }

    private static CniNetwork network(String plugins) {
        return CniNetwork.parse(
                "{\"cniVersion\": \"1.0.0\", \"name\": \"jlinux-links\", \"plugins\": [" + plugins + "]}");
    }

    private CniAttachment attachment() {
        return DebianPlugins.attachment(box);
    }

    private Link inTheBox() throws IOException {
        try (Network there = Network.in(inside)) {
            return there.links().get("eth0");
        }
    }

    private List<Cidr> addresses() throws IOException {
        try (Network there = Network.in(inside)) {
            return there.links().device("eth0").addresses().stream()
                    .map(LinkAddress::cidr)
                    .toList();
        }
    }

    private List<Cidr> destinations() throws IOException {
        try (Network there = Network.in(inside)) {
            return there.routes().list().stream().map(Route::destination).toList();
        }
    }

    /** The host has what it had, and the container nothing but its loopback. */
    private void isGone(CniNetwork network, CniAttachment web) throws IOException {
        cni.del(network, web);
        cni.del(network, web);
        assertThat(Links.in(inside).list()).extracting(Link::name).containsExactly("lo");
        assertThat(Links.here().list()).extracting(Link::name).containsExactlyInAnyOrder("lo", "parent", "wan");
        assertThat(cni.attachments()).isEmpty();
    }

    /** {@code static} gives what its configuration says. */
    private void hasStaticAddresses(CniResult result) throws IOException {
        assertThat(result.ips()).extracting(CniIp::address).containsExactly(FOUR, SIX);
        assertThat(result.ips().get(0).gateway()).contains(Cidr.address("10.88.9.1"));
        assertThat(addresses()).contains(FOUR, SIX);
        assertThat(destinations()).contains(Cidr.of("10.99.0.0/16"));
    }

    @Test
    void ptp() throws Exception {
        CniNetwork network = network("""
                {"type": "ptp", "ipam": {"type": "host-local", "dataDir": "%s", "ranges": [[{"subnet": "10.88.8.0/24"}]],
                 "routes": [{"dst": "0.0.0.0/0"}]}}""".formatted(plugins.leases()));
        CniAttachment web = attachment();
        CniResult result = cni.add(network, web);
        assertThat(result.containerInterface()).map(CniInterface::name).contains("eth0");
        assertThat(inTheBox().isKind("veth")).isTrue();
        assertThat(plugins.leasesOf(network)).hasSize(1);
        assertThat(addresses())
                .extracting(Cidr::address)
                .contains(result.ips().get(0).address().address());
        assertThat(destinations()).contains(Cidr.ALL_IPV4);
        assertThat(Links.here().list()).hasSize(4);
        cni.check(network, web);
        isGone(network, web);
        assertThat(plugins.leasesOf(network)).isEmpty();
    }

    @Test
    void macvlanAndStatic() throws Exception {
        CniNetwork network = network(
                "{\"type\": \"macvlan\", \"master\": \"parent\", \"mode\": \"bridge\", \"mtu\": 1400, \"ipam\": "
                        + STATIC + "}");
        CniAttachment web = attachment();
        hasStaticAddresses(cni.add(network, web));
        Link link = inTheBox();
        assertThat(link.isKind("macvlan")).isTrue();
        assertThat(link.mtu()).isEqualTo(1400);
        assertThat(link.linkedIndex()).hasValue(parent.index());
        cni.check(network, web);
        isGone(network, web);
    }

    /** A link of the host goes into the container, under another name, and comes back. */
    @Test
    void hostDevice() throws Exception {
        try (Veth device = Veth.create(VethSpec.of("device", "other"))) {
            CniNetwork network =
                    network("{\"type\": \"host-device\", \"device\": \"device\", \"ipam\": " + STATIC + "}");
            CniAttachment web = attachment();
            hasStaticAddresses(cni.add(network, web));
            assertThat(inTheBox().isKind("veth")).isTrue();
            assertThat(Links.here().find("device")).isEmpty();
            cni.check(network, web);
            cni.del(network, web);
            assertThat(Links.here().get("device").linkedIndex()).hasValue(device.peerIndex());
            assertThat(Links.in(inside).list()).extracting(Link::name).containsExactly("lo");
        }
        assertThat(cni.attachments()).isEmpty();
    }

    @Test
    void whatDoesNotExistIsToldByThePlugin() throws Exception {
        CniNetwork network = network("{\"type\": \"macvlan\", \"master\": \"nolink\", \"ipam\": " + STATIC + "}");
        CniException e = catchThrowableOfType(CniException.class, () -> cni.add(network, attachment()));
        assertThat(e.plugin()).isEqualTo("macvlan");
        assertThat(e).hasMessageContaining("Link not found");
        assertThat(Links.in(inside).list()).extracting(Link::name).containsExactly("lo");
    }

    @Test
    @Requires(Requirement.LINK_IPVLAN)
    void ipvlan() throws Exception {
        CniNetwork network =
                network("{\"type\": \"ipvlan\", \"master\": \"parent\", \"mode\": \"l2\", \"ipam\": " + STATIC + "}");
        CniAttachment web = attachment();
        hasStaticAddresses(cni.add(network, web));
        assertThat(inTheBox().isKind("ipvlan")).isTrue();
        cni.check(network, web);
        isGone(network, web);
    }

    @Test
    @Requires(Requirement.LINK_VLAN)
    void vlan() throws Exception {
        CniNetwork network =
                network("{\"type\": \"vlan\", \"master\": \"parent\", \"vlanId\": 7, \"ipam\": " + STATIC + "}");
        CniAttachment web = attachment();
        hasStaticAddresses(cni.add(network, web));
        assertThat(inTheBox().isKind("vlan")).isTrue();
        assertThat(inTheBox().get(VlanSpec.ID)).contains(7);
        cni.check(network, web);
        isGone(network, web);
    }

    @Test
    @Requires(Requirement.LINK_VRF)
    void vrf() throws Exception {
        CniNetwork network = network("{\"type\": \"macvlan\", \"master\": \"parent\", \"ipam\": " + STATIC + "},"
                + "{\"type\": \"vrf\", \"vrfname\": \"blue\"}");
        CniAttachment web = attachment();
        cni.add(network, web);
        Link blue = Links.in(inside).get("blue");
        assertThat(blue.isKind("vrf")).isTrue();
        assertThat(inTheBox().master()).hasValue(blue.index());
        // no CHECK: macvlan's looks for its routes in the main table, and vrf has moved them to its own
        isGone(network, web);
    }
}
