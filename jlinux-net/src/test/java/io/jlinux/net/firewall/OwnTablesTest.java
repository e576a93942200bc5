package io.jlinux.net.firewall;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jlinux.net.Cidr;
import io.jlinux.net.firewall.FirewallRule.Direction;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Table;
import io.jlinux.net.nftables.TableName;
import io.jlinux.net.tool.NftTool;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stays, what goes, and what comes back. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class OwnTablesTest {
    private static final NatSpec SPEC = NatSpec.NONE.masquerade(Cidr.of("10.7.0.0/24"), "jl0");

    /** Longer ago than any process of today. */
    private static final long LONG_AGO = 1;

    private static TableName leaveBehind(Nftables nft, String name) throws Exception {
        TableName table = OwnTables.table(OwnTables.Purpose.NAT, name);
        long namespace;
        try (NamespaceHandle pids = Namespace.PID.current()) {
            namespace = pids.id();
        }
        Owner dead = new Owner(ProcessHandle.current().pid(), LONG_AGO, namespace);
        nft.commit(new Batch().add(Table.of(table).comment(dead.toString())));
        return table;
    }

    @Test
    void whatAProcessLeftBehindIsFoundAndRemoved() throws Exception {
        try (Nftables nft = Nftables.current();
                Nat alive = Nat.install("alive", SPEC)) {
            NftTool.load("table inet jlinux-nat-foreign { }");
            TableName dead = leaveBehind(nft, "dead");
            assertThat(OwnTables.list(nft))
                    .extracting(OwnTables.Entry::name, OwnTables.Entry::abandoned)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("alive", false),
                            org.assertj.core.groups.Tuple.tuple("dead", true));
            assertThat(OwnTables.removeAbandoned(nft))
                    .extracting(OwnTables.Entry::table)
                    .containsExactly(dead);
            assertThat(nft.table(dead)).isEmpty();
            assertThat(alive.isInstalled()).isTrue();
            assertThat(nft.tables()).hasSize(2);
        }
    }

    @Test
    void aNameIsTakenOverFromTheDeadOnly() throws Exception {
        try (Nftables nft = Nftables.current()) {
            leaveBehind(nft, "web");
            try (Nat nat = Nat.install("web", SPEC)) {
                assertThat(nat.isInstalled()).isTrue();
                assertThatExceptionOfType(LinuxException.class)
                        .isThrownBy(() -> Nat.install("web", SPEC))
                        .matches(e -> e.errno() == Errno.EEXIST)
                        .withMessageContaining("jlinux-nat-web");
                assertThat(nat.isInstalled()).isTrue();
            }
            NftTool.load("table inet jlinux-nat-web { }");
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> Nat.install("web", SPEC))
                    .matches(e -> e.errno() == Errno.EEXIST);
        }
    }

    @Test
    void whatIsDetachedStaysAndIsNotAbandoned() throws Exception {
        try (Nftables nft = Nftables.current()) {
            Nat first = Nat.install("web", SPEC);
            first.detach();
            assertThat(OwnTables.list(nft)).singleElement().satisfies(e -> {
                assertThat(e.abandoned()).isFalse();
                assertThat(e.pid()).isZero();
            });
            assertThat(OwnTables.removeAbandoned(nft)).isEmpty();
            first.close(); // has no effect any more
            Nat.install("web", SPEC).close();
            assertThat(nft.tables()).isEmpty();
        }
    }

    @Test
    void aReloadedFirewallTakesItAwayAndItComesBack() throws Exception {
        BlockingQueue<Repair> repairs = new LinkedBlockingQueue<>();
        try (Nat nat = Nat.install("web", SPEC).keepInstalled(repairs::add)) {
            List<String> before = NftTool.json();
            NftTool.load("flush ruleset\ntable inet other { }");
            Repair repair = repairs.poll(20, TimeUnit.SECONDS);
            assertThat(repair).isEqualTo(new Repair(Optional.of("nft"), Optional.empty()));
            assertThat(NftTool.json()).containsAll(before);
            NftTool.load("flush chain inet jlinux-nat-web postrouting");
            assertThat(repairs.poll(20, TimeUnit.SECONDS)).isNotNull();
            assertThat(NftTool.json()).containsAll(before);
            nat.reapply();
            nat.update(nat.spec());
            NftTool.load("table inet another { }");
            nat.close();
            assertThat(repairs).isEmpty(); // neither of our own changes nor of what others do elsewhere
            assertThat(NftTool.list()).doesNotContain("jlinux-nat-web");
        }
    }

    @Test
    void whatIsGoneAlreadyIsClosedAllTheSame() throws Exception {
        try (Nat nat = Nat.install("web", SPEC);
                Firewall firewall = Firewall.install("host", FirewallSpec.OPEN)) {
            NftTool.load("flush ruleset");
            assertThat(nat.isInstalled()).isFalse();
            assertThat(firewall.isInstalled()).isFalse();
            nat.reapply();
            assertThat(nat.isInstalled()).isTrue();
            NftTool.load("flush ruleset");
        }
    }

    @Test
    void tiedToTheProcessNobodyElseChangesIt() throws Exception {
        FirewallSpec spec = FirewallSpec.OPEN
                .rule(FirewallRule.drop(Direction.INPUT).tcp(1))
                .tiedToProcess();
        try (Nftables nft = Nftables.current();
                Firewall firewall = Firewall.install("host", spec);
                Nat nat = Nat.install("web", SPEC.tiedToProcess())) {
            NftTool.load("flush ruleset");
            assertThat(firewall.isInstalled()).isTrue();
            nat.add(PortForward.tcp(1, Cidr.address("10.7.0.2"), 2));
            firewall.update(spec.rule(FirewallRule.drop(Direction.INPUT).tcp(2)));
            assertThatIllegalStateException().isThrownBy(firewall::detach);
            assertThat(nft.tables()).hasSize(2).allMatch(Table::owned);
        }
    }
}
