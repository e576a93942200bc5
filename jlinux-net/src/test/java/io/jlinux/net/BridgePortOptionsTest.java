package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.tool.IpTool;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Each option of a bridge's port, alone: {@code ip} tells that one as changed and no other, and what it sets we tell. */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class BridgePortOptionsTest {
    /** Those that are on or off, and the words of {@code ip} for them. */
    private static final Map<BridgePort<Boolean>, String> SWITCHES = new LinkedHashMap<>();

    static {
        SWITCHES.put(BridgePort.HAIRPIN, "hairpin");
        SWITCHES.put(BridgePort.GUARD, "guard");
        SWITCHES.put(BridgePort.ROOT_BLOCK, "root_block");
        SWITCHES.put(BridgePort.FAST_LEAVE, "fastleave");
        SWITCHES.put(BridgePort.LEARNING, "learning");
        SWITCHES.put(BridgePort.UNICAST_FLOOD, "flood");
        SWITCHES.put(BridgePort.MULTICAST_FLOOD, "mcast_flood");
        SWITCHES.put(BridgePort.BROADCAST_FLOOD, "bcast_flood");
        SWITCHES.put(BridgePort.PROXY_ARP, "proxy_arp");
        SWITCHES.put(BridgePort.NEIGHBOUR_SUPPRESSION, "neigh_suppress");
        SWITCHES.put(BridgePort.ISOLATED, "isolated");
        SWITCHES.put(BridgePort.LOCKED, "locked");
    }

    private static Map<String, String> told() throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        JsonNode info = IpTool.link("a").path("linkinfo").path("info_slave_data");
        info.properties()
                .forEach(e -> fields.put(
                        e.getKey(), e.getValue().asString(e.getValue().toString())));
        fields.keySet().removeIf(k -> k.contains("timer")); // other ones each time
        return fields;
    }

    @Test
    void eachSwitchAlone() throws Exception {
        try (Bridge bridge = Bridge.create("br0");
                Veth veth = Veth.create(VethSpec.of("a", "b").master(bridge))) {
            NetDevice port = veth.device();
            Map<String, String> before = told();
            for (Map.Entry<BridgePort<Boolean>, String> e : SWITCHES.entrySet()) {
                BridgePort<Boolean> option = e.getKey();
                String word = e.getValue();
                Optional<Boolean> was = port.link().get(option);
                if (was.isEmpty()) {
                    assertThat(option).as(word).isSameAs(BridgePort.LOCKED); // not before Linux 5.18
                    continue;
                }
                port.change(LinkChange.NONE.port(option, !was.get()));
                assertThat(port.link().get(option)).as(word).contains(!was.get());
                if (before.containsKey(word)) {
                    Map<String, String> expected = new LinkedHashMap<>(before);
                    expected.put(word, String.valueOf(!was.get()));
                    assertThat(told()).as(word).isEqualTo(expected);
                }
                IpTool.ip("link set dev a type bridge_slave " + word + (was.get() ? " on" : " off"));
                assertThat(port.link().get(option)).as(word).isEqualTo(was);
            }
        }
    }

    @Test
    void values() throws Exception {
        try (Bridge bridge = Bridge.create("br0");
                Veth veth = Veth.create(VethSpec.of("a", "b").master(bridge))) {
            NetDevice port = veth.device();
            port.change(LinkChange.NONE.port(BridgePort.PRIORITY, 7).port(BridgePort.COST, 17L));
            assertThat(told()).containsEntry("priority", "7").containsEntry("cost", "17");
            IpTool.ip("link set dev a type bridge_slave priority 9 cost 19");
            assertThat(port.link().get(BridgePort.PRIORITY)).contains(9);
            assertThat(port.link().get(BridgePort.COST)).contains(19L);
        }
    }
}
