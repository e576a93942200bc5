package io.jlinux.oci.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.net.Cidr;
import io.jlinux.net.MacAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Results, capabilities, requests: what is read, what is written. */
@Tag("pure")
class CniValuesTest {
    private static final CniNetwork NETWORK = CniNetwork.parse(
            "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"plugins\":[{\"type\":\"a\",\"name\":\"other\",\"keep\":[1,2],"
                    + "\"capabilities\":{\"mac\":true,\"portMappings\":true}},{\"type\":\"b\"}]}");

    @Test
    void aResultOfEveryVersionIsRead() {
        CniResult result = CniResult.parse("""
                {"cniVersion": "1.1.0",
                 "interfaces": [{"name": "cni0", "mac": "02:00:00:00:00:01", "mtu": 1400},
                                {"name": "eth0", "sandbox": "/run/netns/x", "socketPath": "/s", "pciID": "8086:1"}],
                 "ips": [{"version": "4", "address": "10.1.0.5/16", "gateway": "10.1.0.1", "interface": 1}, {"address": "fd00::5/64"}],
                 "routes": [{"dst": "0.0.0.0/0"}, {"dst": "10.3.0.0/16", "gw": "10.1.0.9", "mtu": 1300, "advmss": 1200, "priority": 5, "table": 7, "scope": 253}],
                 "dns": {"nameservers": ["10.1.0.1"], "domain": "d", "search": ["s"], "options": ["ndots:2"]}, "vendor": {"x": 1}}
                """);
        assertThat(result.ips().get(0))
                .isEqualTo(new CniIp(Cidr.of("10.1.0.5/16"), Optional.of(Cidr.address("10.1.0.1")), OptionalInt.of(1)));
        assertThat(result.ips().get(1).gateway()).isEmpty();
        assertThat(result.containerInterface()).map(CniInterface::pciId).contains(Optional.of("8086:1"));
        assertThat(result.interfaces().get(0).mtu()).hasValue(1400);
        assertThat(result.routes().get(1).table()).hasValue(7);
        assertThat(result.dns().options()).containsExactly("ndots:2");
        assertThat(result.json()).contains("vendor");

        CniResult again =
                CniResult.of(result.version(), result.interfaces(), result.ips(), result.routes(), result.dns());
        assertThat(CniResult.parse(again.json())).isEqualTo(again);
        String old = CniResult.of(CniVersion.V0_4_0, result.interfaces(), result.ips(), result.routes(), result.dns())
                .json();
        assertThat(old).contains("\"version\":\"6\"").doesNotContain("mtu", "pciID", "table");
    }

    @Test
    void aBrokenResultIsNamedByItsPointer() {
        assertThatThrownBy(() -> CniResult.parse("{\"ips\":[{\"address\":\"10.1\"}]}"))
                .hasMessage("result: /ips/0/address: must be an address with a prefix length, is \"10.1\"");
        assertThatThrownBy(() -> CniResult.parse("{\"ip4\":{\"ip\":\"10.1.0.5/16\"}}"))
                .hasMessageContaining("before 0.3.0");
        assertThatThrownBy(() -> CniResult.parse("{\"dns\":[]}")).hasMessageContaining("/dns: must be an object");
    }

    @Test
    void capabilitiesAreWrittenAsTheConventionsHaveThem() {
        CniCapabilities all = CniCapabilities.NONE
                .portMapping(PortMapping.tcp(8080, 80).on("127.0.0.1"))
                .portMapping(PortMapping.udp(53, 5353))
                .ips(Cidr.of("10.1.0.9/16"), Cidr.of("fd00::9/64"))
                .mac(MacAddress.of("02:00:00:00:00:09"))
                .bandwidth(CniBandwidth.of(1_000_000, 8_000))
                .dns(CniDns.of("10.0.0.1").search("a.b"))
                .aliases("web")
                .capability("deviceID", "\"0000:00:1\"");
        assertThat(all.json())
                .containsEntry(
                        "portMappings",
                        "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\",\"hostIP\":\"127.0.0.1\"},"
                                + "{\"hostPort\":53,\"containerPort\":5353,\"protocol\":\"udp\"}]")
                .containsEntry("ips", "[\"10.1.0.9/16\",\"fd00::9/64\"]")
                .containsEntry("mac", "\"02:00:00:00:00:09\"")
                .containsEntry(
                        "bandwidth",
                        "{\"ingressRate\":1000000,\"ingressBurst\":8000,\"egressRate\":1000000,\"egressBurst\":8000}")
                .containsEntry("dns", "{\"servers\":[\"10.0.0.1\"],\"searches\":[\"a.b\"]}")
                .containsEntry("aliases", "[\"web\"]")
                .containsEntry("deviceID", "\"0000:00:1\"");
        assertThatThrownBy(() -> CniCapabilities.NONE.capability("x", "{")).isInstanceOf(CniConfigException.class);
        assertThatThrownBy(() -> PortMapping.tcp(0, 1)).hasMessageContaining("not a port");
    }

    @Test
    void aRequestHasTheNetworksNameAndWhatThePluginMayKnow() {
        CniAttachment a = CniAttachment.of("c1", Path.of("/run/netns/x"))
                .arg("IgnoreUnknown", "1")
                .arg("K8S", "a,b")
                .with(CniCapabilities.NONE
                        .mac(MacAddress.of("02:00:00:00:00:09"))
                        .aliases("web"));
        CniResult previous = CniResult.parse("{\"cniVersion\":\"0.4.0\",\"ips\":[],\"x\":1}");
        PluginRequest request =
                PluginRequest.of(CniCommand.ADD, NETWORK, NETWORK.plugins().get(0), a, Optional.of(previous));
        assertThat(request.environment())
                .containsEntry("CNI_COMMAND", "ADD")
                .containsEntry("CNI_CONTAINERID", "c1")
                .containsEntry("CNI_NETNS", "/run/netns/x")
                .containsEntry("CNI_IFNAME", "eth0")
                .containsEntry("CNI_ARGS", "IgnoreUnknown=1;K8S=a,b");
        assertThat(request.stdin())
                .isEqualTo(
                        "{\"type\":\"a\",\"name\":\"n\",\"keep\":[1,2],\"capabilities\":{\"mac\":true,\"portMappings\":true},"
                                + "\"cniVersion\":\"1.0.0\",\"runtimeConfig\":{\"mac\":\"02:00:00:00:00:09\"},"
                                + "\"prevResult\":{\"cniVersion\":\"1.0.0\",\"ips\":[],\"x\":1}}");
        assertThat(PluginRequest.untaken(NETWORK, a)).containsExactly("aliases");
        assertThat(PluginRequest.gc(NETWORK, NETWORK.plugins().get(1), List.of(a.id()))
                        .stdin())
                .contains("\"cni.dev/valid-attachments\":[{\"containerID\":\"c1\",\"ifname\":\"eth0\"}]");
    }

    @Test
    void aCachedAttachmentIsReadBack() {
        CniAttachment a = CniAttachment.of("c1", Path.of("/run/netns/x"))
                .ifName("net1")
                .arg("A", "1")
                .with(CniCapabilities.NONE.mac(MacAddress.of("02:00:00:00:00:09")));
        CachedAttachment whole =
                new CachedAttachment(NETWORK, a, Optional.of(CniResult.parse("{\"cniVersion\":\"1.0.0\",\"ips\":[]}")));
        CachedAttachment begun = new CachedAttachment(NETWORK, CniAttachment.withoutNamespace("c2"), Optional.empty());
        for (CachedAttachment c : List.of(whole, begun)) {
            String json = CacheFormat.write(c);
            assertThat(json).contains("\"kind\":\"cniCacheV1\"", "\"networkName\":\"n\"");
            assertThat(CacheFormat.read(json.getBytes(StandardCharsets.UTF_8), "file"))
                    .isEqualTo(c);
        }
    }

    @Test
    void namesThatWouldLeaveTheirPlaceAreRefused() {
        Path netns = Path.of("/run/netns/x");
        assertThatThrownBy(() -> CniAttachment.of("../x", netns)).hasMessageContaining("not a container id");
        assertThatThrownBy(() -> CniAttachment.of("x", Path.of("netns"))).hasMessageContaining("absolute");
        assertThatThrownBy(() -> CniAttachment.of("x", netns).ifName("a/b")).hasMessageContaining("not a name");
        assertThatThrownBy(() -> CniAttachment.of("x", netns).arg("a", "1;b=2")).hasMessageContaining("CNI_ARGS");
        assertThatThrownBy(() -> CniAttachment.of("x", netns).arg("a=b", "1")).hasMessageContaining("CNI_ARGS");
    }
}
