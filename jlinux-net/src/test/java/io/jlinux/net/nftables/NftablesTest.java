package io.jlinux.net.nftables;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.Cidr;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.tool.NftTool;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class NftablesTest {
    private static final TableName T = TableName.of(Family.INET, "t");
    private static final ChainName C = T.chain("c");
    private static final NftSet ADDRESSES =
            NftSet.of(T, "s", DataType.IPV4_ADDRESS).flags(SetFlag.INTERVAL);

    private Nftables nft;

    @BeforeEach
    void open() throws Exception {
        nft = Nftables.current();
    }

    @AfterEach
    void close() {
        nft.close();
    }

    private static RuleSpec port(int port) {
        return RuleSpec.in(Family.INET).is(Field.TCP_DESTINATION_PORT, port).accept();
    }

    private List<Integer> ports() throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (Rule r : nft.rules(C)) {
            Compare last = (Compare) r.expressions().get(3);
            ports.add(DataType.SERVICE.decode(last.value()));
        }
        return ports;
    }

    private Batch base() {
        return new Batch().add(Table.of(T)).add(Chain.of(C));
    }

    @Test
    void oneBadMessageLeavesNothingAndEachRefusalSaysWhatItIsAbout() throws Exception {
        Batch batch = base().append(C, port(1))
                .append(T.chain("nothing"), port(2))
                .append(C, RuleSpec.in(Family.INET).in(ADDRESSES, Field.IP_SOURCE))
                .append(C, port(3));
        assertThatExceptionOfType(BatchException.class)
                .isThrownBy(() -> nft.commit(batch))
                .withMessageContaining("append rule to inet t nothing: ENOENT")
                .withMessageContaining("NFTA_RULE_CHAIN")
                .withMessageContaining("message 4 of 6 of a batch, none of which was done")
                .satisfies(e -> {
                    assertThat(e.failures())
                            .extracting(BatchException.Failure::index)
                            .containsExactly(3, 4);
                    assertThat(e.failures().get(1).error().operation()).isEqualTo("append rule to");
                    assertThat(e.failures().get(1).error().target()).isEqualTo("inet t c");
                });
        assertThat(nft.tables()).isEmpty();
    }

    @Test
    void theAttributeOfAnExpressionIsNamed() {
        RuleSpec spec = RuleSpec.in(Family.INET).then(new NatExpression(false, Family.INET, 1, 0, 0, 0, 1 << 20));
        assertThatExceptionOfType(BatchException.class)
                .isThrownBy(() -> nft.commit(new Batch()
                        .add(Table.of(T))
                        .add(Chain.base(C, ChainType.NAT, Hook.PREROUTING, Priority.DSTNAT))
                        .append(C, spec)))
                .matches(e -> e.attribute().isPresent())
                .withMessageContaining("NFTA_RULE_EXPRESSIONS");
    }

    @Test
    void rulesWhereTheyArePut() throws Exception {
        nft.commit(base().append(C, port(2)).append(C, port(4)));
        List<Rule> rules = nft.rules(C);
        nft.commit(new Batch()
                .insert(C, port(1))
                .insertAfter(C, rules.get(0).handle(), port(3))
                .insertBefore(C, rules.get(0).handle(), port(9)));
        assertThat(ports()).containsExactly(1, 9, 2, 3, 4);
        nft.commit(new Batch().delete(rules.get(0)).replace(C, rules.get(1).handle(), port(5)));
        assertThat(ports()).containsExactly(1, 9, 3, 5);
        nft.commit(new Batch().flush(C));
        assertThat(nft.rules(C)).isEmpty();
        nft.commit(new Batch().delete(C));
        assertThat(nft.chains(T)).isEmpty();
    }

    @Test
    void aRuleThatWasReadCanBeMadeAgain() throws Exception {
        nft.commit(base().append(C, port(7).comment("seven")));
        Rule read = nft.rules(C).get(0);
        nft.commit(new Batch().append(C, read.toSpec()));
        assertThat(nft.rules(C)).extracting(Rule::expressions).containsExactly(read.expressions(), read.expressions());
        assertThat(nft.rules(C).get(1).comment()).contains("seven");
    }

    @Test
    void whatIsStillUsedIsNotDeleted() throws Exception {
        nft.commit(base().add(ADDRESSES).append(C, RuleSpec.in(Family.INET).in(ADDRESSES, Field.IP_SOURCE)));
        assertThatExceptionOfType(BatchException.class)
                .isThrownBy(() -> nft.commit(new Batch().delete(ADDRESSES)))
                .matches(e -> e.errno() == Errno.EBUSY)
                .withMessageContaining("still refers to it");
        assertThatExceptionOfType(BatchException.class)
                .isThrownBy(() -> nft.commit(new Batch().create(Table.of(T))))
                .matches(e -> e.errno() == Errno.EEXIST);
    }

    @Test
    void elementsComeAndGo() throws Exception {
        List<Element> two = List.of(
                Element.of(ADDRESSES.key(), Cidr.of("10.0.0.0/8")),
                Element.of(ADDRESSES.key(), Cidr.of("255.255.255.0/24")));
        Element third = Element.of(ADDRESSES.key(), Cidr.of("11.0.0.0/8"));
        nft.commit(base().add(ADDRESSES).addElements(ADDRESSES, two));
        assertThat(nft.elements(ADDRESSES)).containsExactlyElementsOf(two);
        nft.commit(new Batch().addElements(ADDRESSES, List.of(third)));
        assertThat(nft.elements(ADDRESSES)).containsExactly(two.get(0), third, two.get(1));
        assertThat(NftTool.list()).contains("10.0.0.0/8", "11.0.0.0/8", "255.255.255.0/24");
        nft.commit(new Batch().deleteElements(ADDRESSES, List.of(two.get(0))));
        assertThat(nft.elements(ADDRESSES)).containsExactly(third, two.get(1));
        nft.commit(new Batch().flush(ADDRESSES));
        assertThat(nft.elements(ADDRESSES)).isEmpty();
        assertThatExceptionOfType(BatchException.class)
                .isThrownBy(() -> nft.commit(new Batch().deleteElements(ADDRESSES, two)))
                .matches(e -> e.errno() == Errno.ENOENT);
    }

    @Test
    void rangesOfNumbersInTheMachinesOrder() throws Exception {
        NftSet marks = NftSet.of(T, "marks", DataType.MARK).flags(SetFlag.INTERVAL);
        List<Element> elements =
                List.of(Element.of(marks.key(), new Span<>(1, 300)), Element.of(marks.key(), new Span<>(1000, 70_000)));
        nft.commit(base().add(marks)
                .addElements(marks, elements)
                .append(C, RuleSpec.in(Family.INET).in(marks, Field.MARK).drop()));
        assertThat(nft.elements(marks)).containsExactlyElementsOf(elements);
        assertThat(NftTool.list()).contains("0x00000001-0x0000012c").contains("0x000003e8-0x00011170");
    }

    @Tag("heavy")
    @Test
    void manyElementsAreSeveralMessages() throws Exception {
        NftSet set = NftSet.of(T, "many", DataType.IPV4_ADDRESS, DataType.SERVICE);
        int n = Boolean.getBoolean("jlinux.vm") ? 2_000 : 20_000;
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            elements.add(Element.of(set.key(), Cidr.address("10.0." + i / 250 + "." + i % 250), i));
        }
        Batch batch = base().add(set).addElements(set, elements);
        assertThat(batch.size()).isGreaterThan(4);
        nft.commit(batch);
        assertThat(nft.elements(set)).containsExactlyInAnyOrderElementsOf(elements);
    }

    @Test
    void aCommitOnTopOfAnotherStateIsRefused() throws Exception {
        nft.commit(base());
        Generation seen = nft.generation();
        nft.commit(new Batch().append(C, port(1)), seen);
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> nft.commit(new Batch().append(C, port(2)), seen))
                .matches(e -> e.errno() == Errno.ERESTART);
        assertThat(ports()).containsExactly(1);
        List<Integer> tries = new ArrayList<>();
        nft.change(now -> {
            tries.add(now.rules(C).size());
            if (tries.size() == 1) {
                try (Nftables somebody = Nftables.current()) {
                    somebody.commit(new Batch().append(C, port(2)));
                }
            }
            return new Batch().append(C, port(3));
        });
        assertThat(tries).containsExactly(1, 2);
        assertThat(ports()).containsExactly(1, 2, 3);
    }

    @Test
    void everyCommitIsToldWithWhoMadeIt() throws Exception {
        BlockingQueue<RulesetChange> changes = new LinkedBlockingQueue<>();
        try (NamespaceHandle here = Namespace.NET.current();
                NftablesMonitor monitor = NftablesMonitor.open(here, changes::add)) {
            assertThat(monitor.isOpen()).isTrue();
            nft.commit(base().append(C, port(1)));
            RulesetChange made = changes.poll(20, TimeUnit.SECONDS);
            assertThat(made).isNotNull();
            assertThat(made.added()).containsExactly(T);
            assertThat(made.changed()).containsExactly(T);
            assertThat(made.port()).isEqualTo(nft.port());
            assertThat(made.generation().orElseThrow().id())
                    .isEqualTo(nft.generation().id());
            NftTool.load("delete table inet t");
            RulesetChange deleted = changes.poll(20, TimeUnit.SECONDS);
            assertThat(deleted).isNotNull();
            assertThat(deleted.deleted()).containsExactly(T);
            assertThat(deleted.generation().orElseThrow().program()).isEqualTo("nft");
            assertThat(deleted.port()).isNotEqualTo(nft.port());
            assertThat(deleted.concerns(T)).isTrue();
        }
        nft.commit(base());
        assertThat(changes).isEmpty();
    }

    @Test
    void anOwnedTableIsNobodyElsesAndGoesWithItsSocket() throws Exception {
        try (Nftables owner = Nftables.current()) {
            owner.commit(new Batch().add(Table.of(T).asOwned()).add(Chain.of(C)));
            assertThat(nft.table(T).orElseThrow().ownerPort()).isEqualTo(owner.port());
            assertThatExceptionOfType(BatchException.class)
                    .isThrownBy(() -> nft.commit(new Batch().append(C, port(1))))
                    .matches(e -> e.errno() == Errno.EPERM);
            NftTool.load("flush ruleset");
            assertThat(nft.table(T)).isPresent();
        }
        assertThat(nft.table(T)).isEmpty();
    }

    @Test
    void dormantTablesAndNamedCounters() throws Exception {
        NamedObject counter = NamedObject.counter(T, "hits");
        nft.commit(new Batch().add(Table.of(T).asDormant()).add(counter));
        assertThat(nft.table(T).orElseThrow().dormant()).isTrue();
        assertThat(nft.objects(T)).singleElement().satisfies(o -> {
            assertThat(o.state()).isEqualTo(Counter.ZERO);
            assertThat(o.name()).isEqualTo("hits");
        });
        nft.commit(new Batch().add(Table.of(T)).delete(counter));
        assertThat(nft.table(T).orElseThrow().dormant()).isFalse();
        assertThat(nft.objects()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedBeforehand() {
        RuleSpec tcp = port(1);
        assertThatIllegalArgumentException().isThrownBy(() -> tcp.is(Field.UDP_DESTINATION_PORT, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleSpec.in(Family.IP).is(Field.IP6_SOURCE, Cidr.address("::1")));
        assertThatIllegalArgumentException().isThrownBy(() -> port(65536));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Batch().append(TableName.of(Family.IP, "x").chain("c"), tcp));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleSpec.in(Family.INET).in(ADDRESSES, Field.IP6_SOURCE));
        assertThatIllegalArgumentException().isThrownBy(() -> TableName.of(Family.INET, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> TableName.of(Family.INET, "x".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> tcp.comment("x".repeat(128)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chain.base(C, ChainType.FILTER, Hook.EGRESS, Priority.FILTER));
        assertThatIllegalArgumentException().isThrownBy(() -> Priority.RAW.in(Family.BRIDGE));
        assertThatIllegalArgumentException().isThrownBy(() -> Element.of(ADDRESSES.key(), "10.0.0.1"));
    }
}
