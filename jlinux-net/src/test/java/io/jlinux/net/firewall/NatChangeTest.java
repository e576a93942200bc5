package io.jlinux.net.firewall;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Rule;
import io.jlinux.net.nftables.TableName;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A forward that comes or goes changes its own rules, and what comes of it is as if all had been made at once. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class NatChangeTest {
    private static final InetAddress WEB = Cidr.address("10.7.0.2");
    private static final InetAddress FAR =
            Cidr.address("10.8.0.2"); // masqueraded by nobody: it has a hairpin of its own
    private static final PortForward FIRST = PortForward.tcp(8080, WEB, 80);
    private static final PortForward SECOND = PortForward.udp(5353, FAR, 53);
    private static final PortForward THIRD = PortForward.tcp(8443, FAR, 443);
    private static final NatSpec SPEC = NatSpec.NONE.masquerade(Cidr.of("10.7.0.0/24"), "jl0");
    private static final TableName TABLE = OwnTables.table(OwnTables.Purpose.NAT, "test");

    private static List<Rule> rules() throws Exception {
        try (Nftables nft = Nftables.current()) {
            return nft.rules(TABLE);
        }
    }

    /** Without the handles, which tell only the order in which rules were made. */
    private static List<String> contents() throws Exception {
        return rules().stream()
                .map(r -> r.chain() + " " + r.comment() + " " + r.expressions())
                .sorted()
                .toList();
    }

    private static List<String> contentsOf(NatSpec spec) throws Exception {
        try (Nat fresh = Nat.install("test", spec)) {
            return contents();
        }
    }

    @Test
    void theRulesOfTheOthersStay() throws Exception {
        List<String> two = contentsOf(SPEC.forward(FIRST, SECOND));
        List<String> three = contentsOf(SPEC.forward(FIRST, SECOND, THIRD));
        List<String> last = contentsOf(SPEC.forward(THIRD));
        try (Nat nat = Nat.install("test", SPEC.forward(FIRST, SECOND))) {
            assertThat(contents()).isEqualTo(two);
            List<Long> before = rules().stream().map(Rule::handle).toList();
            nat.add(THIRD);
            assertThat(contents()).isEqualTo(three);
            assertThat(rules().stream().map(Rule::handle)).containsAll(before).hasSize(before.size() + 2);
            nat.remove(THIRD);
            assertThat(rules().stream().map(Rule::handle)).containsExactlyElementsOf(before);
            nat.update(SPEC.forward(THIRD));
            assertThat(contents()).isEqualTo(last);
        }
    }

    @Test
    void theFirstBringsTheChainsAndTheLastTakesThemAlong() throws Exception {
        List<String> none = contentsOf(SPEC);
        List<String> one = contentsOf(SPEC.forward(SECOND));
        try (Nat nat = Nat.install("test", SPEC)) {
            nat.add(SECOND);
            assertThat(contents()).isEqualTo(one);
            nat.remove(SECOND);
            assertThat(contents()).isEqualTo(none);
        }
    }

    @Test
    void aTableThatOthersHaveChangedIsMadeAgain() throws Exception {
        List<String> both = contentsOf(SPEC.forward(FIRST, SECOND));
        List<String> first = contentsOf(SPEC.forward(FIRST));
        try (Nat nat = Nat.install("test", SPEC.forward(FIRST));
                Nftables nft = Nftables.current()) {
            nft.commit(new Batch().delete(TABLE));
            nat.add(SECOND);
            assertThat(contents()).isEqualTo(both);
            nft.commit(new Batch().flush(TABLE.chain(NatRules.FORWARDS)));
            nat.remove(SECOND);
            assertThat(contents()).isEqualTo(first);
        }
    }
}
