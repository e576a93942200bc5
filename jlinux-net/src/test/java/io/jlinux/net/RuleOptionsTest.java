package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.LINK_VRF;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.tool.IpTool;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What rules may look at, against the word of {@code ip} for it and the field by which it tells it. */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class RuleOptionsTest {
    private static final long PRIORITY = 100;

    /** Adds {@code rule}, has {@code ip} read it; the same by {@code ip rule add} with {@code words}; compares. */
    private static JsonNode same(Rule said, String words) throws Exception {
        Rule rule = said.with(Rule.PRIORITY, PRIORITY);
        String family = rule.ipv6() ? "-6 " : "-4 ";
        Rules rules = Rules.here();
        rules.add(rule);
        JsonNode told = IpTool.ipJson(family + "rule show priority " + PRIORITY).get(0);
        Rule ours = only(rule.ipv6());
        rules.remove(rule);
        IpTool.ip(family + "rule add priority " + PRIORITY + " " + words);
        assertThat(IpTool.ipJson(family + "rule show priority " + PRIORITY).get(0))
                .isEqualTo(told);
        // ip says that an administrator made it, and an attribute more by which they are still alike
        assertThat(only(rule.ipv6()).toString().replaceAll("attributes=.*", ""))
                .isEqualTo(ours.toString().replaceAll("attributes=.*", ""));
        rules.remove(rule);
        return told;
    }

    private static Rule only(boolean ipv6) throws Exception {
        List<Rule> found = new java.util.ArrayList<>();
        for (Rule r : Rules.here().list()) {
            if (r.ipv6() == ipv6 && Optional.of(PRIORITY).equals(r.get(Rule.PRIORITY))) found.add(r);
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void marksPortsAndLinks() throws Exception {
        Rule v4 = Rule.ipv4().lookup(1000);
        JsonNode masked = same(v4.with(Rule.MARK, 0x10L).with(Rule.MARK_MASK, 0xf0L), "fwmark 0x10/0xf0 lookup 1000");
        assertThat(masked.path("fwmark").asString()).isEqualTo("0x10");
        assertThat(masked.path("fwmask").asString()).isEqualTo("0xf0");
        JsonNode out = same(v4.with(Rule.OUTGOING, "lo"), "oif lo lookup 1000");
        assertThat(out.path("oif").asString()).isEqualTo("lo");
        assertThat(out.has("iif")).isFalse();
        JsonNode ports = same(
                v4.with(Rule.IP_PROTOCOL, 6).with(Rule.SOURCE_PORTS, new PortRange(1000, 2000)),
                "ipproto tcp sport 1000-2000 lookup 1000");
        assertThat(ports.path("sport_start").asInt()).isEqualTo(1000);
        assertThat(ports.path("sport_end").asInt()).isEqualTo(2000);
    }

    @Test
    void aJumpToALaterRule() throws Exception {
        Rules rules = Rules.here();
        Rule later = Rule.ipv4().with(Rule.PRIORITY, 200L);
        rules.add(later);
        JsonNode jump = same(Rule.ipv4().with(Rule.GOTO, 200L).action(RuleAction.GOTO), "goto 200");
        assertThat(jump.path("goto").asInt()).isEqualTo(200);
    }

    @Test
    void ofIpv6() throws Exception {
        Rule rule = Rule.ipv6Rule()
                .from(Cidr.of("fd00:7::/48"))
                .to(Cidr.of("fd00:8::/64"))
                .with(Rule.MARK, 7L)
                .lookup(77);
        JsonNode told = same(rule, "from fd00:7::/48 to fd00:8::/64 fwmark 7 lookup 77");
        assertThat(told.path("src").asString()).isEqualTo("fd00:7::");
        assertThat(told.path("dst").asString()).isEqualTo("fd00:8::");
        assertThat(told.path("dstlen").asInt()).isEqualTo(64);
    }

    @Test
    @Requires(LINK_VRF)
    void theTableOfTheVrf() throws Exception {
        JsonNode told = same(Rule.ipv4().with(Rule.VRF_TABLE, true).action(RuleAction.LOOKUP), "l3mdev");
        assertThat(told.toString()).contains("l3mdev");
    }
}
