package io.jlinux.net.nftables;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.MacAddress;
import io.jlinux.net.PortRange;
import io.jlinux.net.tool.NftTool;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The same rules written by {@code nft} and by us: {@code nft -j} tells the same of both, the instructions in the kernel are the
 * same, and we read the same from both.
 */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
class NftDifferentialTest {
    private static final TableName T = TableName.of(Family.INET, "t");
    private static final NftSet ADDRESSES =
            NftSet.of(T, "s4", DataType.IPV4_ADDRESS).flags(SetFlag.INTERVAL);
    private static final NftSet PAIRS = NftSet.of(T, "conc", DataType.IPV4_ADDRESS, DataType.SERVICE);
    private static final NftSet RANGES =
            NftSet.of(T, "ci", DataType.IPV4_ADDRESS, DataType.SERVICE).flags(SetFlag.INTERVAL);
    private static final NftSet RECENT = NftSet.of(T, "tmo", DataType.IPV4_ADDRESS)
            .timeout(Duration.ofHours(1))
            .flags(SetFlag.DYNAMIC)
            .size(100)
            .comment("hello");
    private static final NftSet NAMES = NftSet.of(T, "ifs", DataType.INTERFACE_NAME);
    private static final NftSet MARKS = NftSet.of(T, "marks", DataType.MARK);
    private static final NftSet VERDICTS = NftSet.of(T, "vm", DataType.SERVICE).map(MapData.VERDICT);
    private static final NftSet TARGETS =
            NftSet.of(T, "dm", DataType.SERVICE).map(MapData.of(DataType.IPV4_ADDRESS, DataType.SERVICE));
    private static final NamedObject COUNTER = NamedObject.counter(T, "c1");
    private static final NamedObject QUOTA = NamedObject.quota(T, "q1", Quota.over(10 << 20));
    private static final NamedObject LIMIT = NamedObject.limit(T, "l1", Limit.packets(10, Duration.ofSeconds(1)));

    private record Elements(NftSet set, List<Element> elements) {}

    private static final List<Elements> SETS = List.of(
            new Elements(
                    ADDRESSES,
                    List.of(
                            Element.of(ADDRESSES.key(), Cidr.of("10.0.0.0/8")),
                            Element.of(ADDRESSES.key(), Cidr.address("192.168.1.5")))),
            new Elements(RECENT, List.of()),
            new Elements(PAIRS, List.of(Element.of(PAIRS.key(), Cidr.address("10.0.0.1"), 80))),
            new Elements(RANGES, List.of(Element.of(RANGES.key(), Cidr.of("10.0.0.0/24"), new Span<>(80, 90)))),
            new Elements(
                    NAMES, List.of(Element.of(NAMES.key(), "eth0").comment("outside"), Element.of(NAMES.key(), "lo"))),
            new Elements(MARKS, List.of(Element.of(MARKS.key(), 1), Element.of(MARKS.key(), 2))),
            new Elements(
                    VERDICTS,
                    List.of(
                            Element.of(VERDICTS.key(), 22).verdict(Verdict.ACCEPT),
                            Element.of(VERDICTS.key(), 23).verdict(Verdict.jump("sub")))),
            new Elements(
                    TARGETS,
                    List.of(Element.of(TARGETS.key(), 22)
                            .value(KeyType.of(DataType.IPV4_ADDRESS, DataType.SERVICE)
                                    .encode(Cidr.address("10.0.0.1"), 2222)))));

    private static final String SETS_TEXT = """
            set s4 { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.1.5 } }
            set tmo { type ipv4_addr; size 100; flags dynamic,timeout; timeout 1h; comment "hello"; }
            set conc { type ipv4_addr . inet_service; elements = { 10.0.0.1 . 80 } }
            set ci { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/24 . 80-90 } }
            set ifs { type ifname; elements = { "eth0" comment "outside", "lo" } }
            set marks { type mark; elements = { 1, 2 } }
            map vm { type inet_service : verdict; elements = { 22 : accept, 23 : jump sub } }
            map dm { type inet_service : ipv4_addr . inet_service; elements = { 22 : 10.0.0.1 . 2222 } }
            counter c1 { packets 0 bytes 0 }
            quota q1 { over 10 mbytes }
            limit l1 { rate 10/second }
            """;

    private static RuleSpec rule() {
        return RuleSpec.in(Family.INET);
    }

    /** What {@code nft} calls it, and what we do. */
    private static Map<String, RuleSpec> filters() {
        Map<String, RuleSpec> r = new LinkedHashMap<>();
        r.put(
                "ct state established,related accept comment \"est\"",
                rule().state(ConnectionState.ESTABLISHED, ConnectionState.RELATED)
                        .accept()
                        .comment("est"));
        r.put("iifname \"lo\" accept", rule().is(Field.INPUT_INTERFACE, "lo").accept());
        r.put(
                "iifname \"veth*\" accept",
                rule().is(Field.INPUT_INTERFACE, "veth*").accept());
        r.put(
                "oifname != \"eth0\" counter",
                rule().isNot(Field.OUTPUT_INTERFACE, "eth0").counter());
        r.put("ip saddr 10.0.0.0/8 accept", rule().source(Cidr.of("10.0.0.0/8")).accept());
        r.put(
                "ip saddr 10.16.0.0/12 tcp dport 80 accept",
                rule().source(Cidr.of("10.16.0.0/12"))
                        .is(Field.TCP_DESTINATION_PORT, 80)
                        .accept());
        r.put(
                "ip6 saddr fd00::/64 udp dport 1000-2000 drop",
                rule().source(Cidr.of("fd00::/64"))
                        .between(Field.UDP_DESTINATION_PORT, 1000, 2000)
                        .drop());
        r.put(
                "ip6 daddr != fd00::/61 drop",
                rule().notDestination(Cidr.of("fd00::/61")).drop());
        r.put(
                "tcp dport { 80, 443 } accept",
                rule().oneOf(Field.TCP_DESTINATION_PORT, 80, 443).accept());
        r.put(
                "tcp dport != { 80, 90-99 } drop",
                rule().noneOf(Field.TCP_DESTINATION_PORT, 80, new Span<>(90, 99))
                        .drop());
        r.put(
                "ip saddr { 10.0.0.0/8, 192.168.0.0/16 } accept",
                rule().oneOf(Field.IP_SOURCE, Cidr.of("10.0.0.0/8"), Cidr.of("192.168.0.0/16"))
                        .accept());
        r.put(
                "ip saddr @s4 counter name \"c1\" drop",
                rule().in(ADDRESSES, Field.IP_SOURCE).then(COUNTER.reference()).drop());
        r.put(
                "ip saddr . tcp dport @conc accept",
                rule().in(PAIRS, Field.IP_SOURCE, Field.TCP_DESTINATION_PORT).accept());
        r.put(
                "ip saddr . tcp dport != @ci accept",
                rule().notIn(RANGES, Field.IP_SOURCE, Field.TCP_DESTINATION_PORT)
                        .accept());
        r.put("iifname @ifs accept", rule().in(NAMES, Field.INPUT_INTERFACE).accept());
        r.put("meta mark @marks accept", rule().in(MARKS, Field.MARK).accept());
        r.put("tcp dport vmap @vm", rule().verdicts(VERDICTS, Field.TCP_DESTINATION_PORT));
        Map<Integer, Verdict> verdicts = new LinkedHashMap<>();
        verdicts.put(1, Verdict.ACCEPT);
        verdicts.put(2, Verdict.goTo("sub"));
        r.put("udp dport vmap { 1 : accept, 2 : goto sub }", rule().verdicts(Field.UDP_DESTINATION_PORT, verdicts));
        r.put(
                "meta l4proto tcp reject with tcp reset",
                rule().is(Field.PROTOCOL, 6).then(Reject.TCP_RESET));
        r.put("reject", rule().then(Reject.PORT_UNREACHABLE));
        r.put("reject with icmpx admin-prohibited", rule().then(Reject.PROHIBITED));
        r.put(
                "limit rate 10/second burst 5 packets log prefix \"hi \" group 5",
                rule().then(Limit.packets(10, Duration.ofSeconds(1)), Log.group(5, "hi ")));
        r.put("log prefix \"x\"", rule().then(Log.kernel("x")));
        r.put(
                "limit rate over 1 mbytes/second drop",
                rule().then(Limit.bytes(1 << 20, Duration.ofSeconds(1)).whenOver(), Verdict.DROP));
        r.put("meta mark 0x10 meta mark set 0x20", rule().is(Field.MARK, 0x10).setMark(0x20));
        r.put("ct mark 5 ct mark set 6", rule().is(Field.CT_MARK, 5).setConnectionMark(6));
        r.put("meta mark 1-9 accept", rule().between(Field.MARK, 1, 9).accept());
        r.put("ct status dnat accept", rule().status(ConnectionFlag.DNAT).accept());
        r.put(
                "fib daddr type local accept",
                rule().is(Field.FIB_DESTINATION_TYPE, AddressType.LOCAL.ordinal())
                        .accept());
        r.put("icmp type echo-request accept", rule().is(Field.ICMP_TYPE, 8).accept());
        r.put(
                "icmpv6 type { nd-neighbor-solicit, echo-request } accept",
                rule().oneOf(Field.ICMPV6_TYPE, 135, 128).accept());
        r.put("meta skuid 1000 accept", rule().is(Field.SOCKET_UID, 1000).accept());
        r.put(
                "ct original ip daddr 10.0.0.1 accept",
                rule().is(Field.CT_ORIGINAL_DESTINATION, Cidr.address("10.0.0.1"))
                        .accept());
        r.put(
                "meta l4proto tcp ct original proto-dst 80 accept",
                rule().is(Field.PROTOCOL, 6)
                        .is(Field.CT_ORIGINAL_DESTINATION_PORT, 80)
                        .accept());
        r.put(
                "ip saddr != 10.0.0.0/8 drop",
                rule().notSource(Cidr.of("10.0.0.0/8")).drop());
        r.put(
                "ip daddr != 10.0.0.0/8 drop",
                rule().notDestination(Cidr.of("10.0.0.0/8")).drop());
        r.put(
                "ct original ip saddr 10.0.0.1 accept",
                rule().is(Field.CT_ORIGINAL_SOURCE, Cidr.address("10.0.0.1")).accept());
        r.put(
                "ct original ip6 daddr fd00::1 accept",
                rule().is(Field.CT_ORIGINAL_DESTINATION6, Cidr.address("fd00::1"))
                        .accept());
        r.put(
                "ct original ip6 saddr fd00::2 accept",
                rule().is(Field.CT_ORIGINAL_SOURCE6, Cidr.address("fd00::2")).accept());
        r.put("ct direction reply accept", rule().is(Field.CT_DIRECTION, 1).accept());
        r.put("sctp dport 80 accept", rule().is(Field.SCTP_DESTINATION_PORT, 80).accept());
        r.put("update @tmo { ip saddr }", rule().update(RECENT, Field.IP_SOURCE));
        r.put("quota name \"q1\" drop", rule().then(QUOTA.reference()).drop());
        r.put("limit name \"l1\" drop", rule().then(LIMIT.reference()).drop());
        r.put("quota over 5 bytes drop", rule().then(Quota.over(5)).drop());
        r.put("ct count over 5 drop", rule().then(new ConnectionLimit(5, true)).drop());
        r.put(
                "tcp flags syn / syn,ack accept",
                rule().masked(Field.TCP_FLAGS, 0x12, 0x02).accept());
        r.put("iif 1 accept", rule().is(Field.INPUT_INDEX, 1).accept());
        r.put("ip protocol tcp accept", rule().is(Field.IP_PROTOCOL, 6).accept());
        r.put("meta nfproto ipv4 accept", rule().is(Field.NF_PROTOCOL, 2).accept());
        r.put(
                "ip saddr != 10.0.0.1 accept",
                rule().isNot(Field.IP_SOURCE, Cidr.address("10.0.0.1")).accept());
        r.put(
                "ip daddr 10.0.0.1-10.0.0.9 accept",
                rule().between(Field.IP_DESTINATION, Cidr.address("10.0.0.1"), Cidr.address("10.0.0.9"))
                        .accept());
        r.put(
                "ip daddr != 10.0.0.1-10.0.0.9 accept",
                rule().notBetween(Field.IP_DESTINATION, Cidr.address("10.0.0.1"), Cidr.address("10.0.0.9"))
                        .accept());
        r.put("th dport 5 accept", rule().is(Field.DESTINATION_PORT, 5).accept());
        r.put("pkttype broadcast accept", rule().is(Field.PACKET_TYPE, 1).accept());
        r.put(
                "ether saddr 02:00:00:00:00:01 accept",
                rule().is(Field.ETHER_SOURCE, MacAddress.of("02:00:00:00:00:01"))
                        .accept());
        r.put("jump sub", rule().jump("sub"));
        r.put("continue", rule().then(Verdict.CONTINUE));
        r.put("return", rule().then(Verdict.RETURN));
        return r;
    }

    private static Map<String, RuleSpec> nats() {
        Map<String, RuleSpec> r = new LinkedHashMap<>();
        RuleSpec web = rule().is(Field.TCP_DESTINATION_PORT, 80);
        r.put(
                "tcp dport 80 dnat ip to 10.0.0.2:8080",
                web.then(NatStatement.dnat(Cidr.address("10.0.0.2")).port(8080)));
        r.put("tcp dport 80 dnat ip to 10.0.0.2", web.then(NatStatement.dnat(Cidr.address("10.0.0.2"))));
        r.put(
                "tcp dport 80 dnat ip to 10.0.0.2:6000-6010",
                web.then(NatStatement.dnat(Cidr.address("10.0.0.2")).ports(new PortRange(6000, 6010))));
        r.put(
                "tcp dport 80 dnat ip6 to [fd00::2]:80 persistent",
                web.then(NatStatement.dnat(Cidr.address("fd00::2")).port(80).with(NatFlag.PERSISTENT)));
        r.put("tcp dport 80 redirect to :8083", web.then(NatStatement.redirect().port(8083)));
        r.put(
                "tcp dport 80 dnat ip to 10.0.0.2-10.0.0.4:80-90 random",
                web.then(NatStatement.dnat(Cidr.address("10.0.0.2"), Cidr.address("10.0.0.4"))
                        .ports(new PortRange(80, 90))
                        .with(NatFlag.RANDOM)));
        r.put(
                "tcp dport 5000-5001 dnat ip to 10.0.0.2:tcp dport map { 5000 : 6000, 5001 : 6001 }",
                rule().between(Field.TCP_DESTINATION_PORT, 5000, 5001)
                        .dnatPorts(
                                Cidr.address("10.0.0.2"),
                                Field.TCP_DESTINATION_PORT,
                                new LinkedHashMap<>(Map.of(5000, 6000, 5001, 6001))));
        r.put(
                "dnat ip to tcp dport map @dm",
                rule().load(TARGETS, 1, Field.TCP_DESTINATION_PORT)
                        .then(new NatExpression(false, Family.IP, 1, 0, 9, 0, 0)));
        return r;
    }

    private static Map<String, RuleSpec> sources() {
        Map<String, RuleSpec> r = new LinkedHashMap<>();
        r.put(
                "ip saddr 10.0.0.0/24 oifname != \"br0\" masquerade",
                rule().source(Cidr.of("10.0.0.0/24"))
                        .isNot(Field.OUTPUT_INTERFACE, "br0")
                        .then(NatStatement.masquerade()));
        r.put(
                "tcp dport 1 masquerade to :1000-2000 random,persistent",
                rule().is(Field.TCP_DESTINATION_PORT, 1)
                        .then(NatStatement.masquerade()
                                .ports(new PortRange(1000, 2000))
                                .with(NatFlag.RANDOM, NatFlag.PERSISTENT)));
        r.put(
                "tcp dport 1 snat ip to 192.0.2.1 fully-random",
                rule().is(Field.TCP_DESTINATION_PORT, 1)
                        .then(NatStatement.snat(Cidr.address("192.0.2.1")).with(NatFlag.FULLY_RANDOM)));
        return r;
    }

    private record Spec(Chain chain, String text, Map<String, RuleSpec> rules) {}

    private static List<Spec> chains() {
        return List.of(
                new Spec(
                        Chain.base(T.chain("in"), ChainType.FILTER, Hook.INPUT, Priority.FILTER)
                                .policy(Policy.DROP),
                        "type filter hook input priority filter; policy drop;",
                        filters()),
                new Spec(
                        Chain.base(T.chain("pre"), ChainType.NAT, Hook.PREROUTING, Priority.DSTNAT),
                        "type nat hook prerouting priority dstnat; policy accept;",
                        nats()),
                new Spec(
                        Chain.base(T.chain("post"), ChainType.NAT, Hook.POSTROUTING, Priority.SRCNAT)
                                .comment("sources"),
                        "comment \"sources\"; type nat hook postrouting priority srcnat; policy accept;",
                        sources()),
                new Spec(
                        Chain.base(T.chain("raw"), ChainType.FILTER, Hook.PREROUTING, Priority.RAW),
                        "type filter hook prerouting priority raw; policy accept;",
                        Map.of("notrack", rule().then(new NoTrack()))),
                new Spec(
                        Chain.base(T.chain("route"), ChainType.ROUTE, Hook.OUTPUT, Priority.MANGLE),
                        "type route hook output priority mangle; policy accept;",
                        Map.of("meta mark set 0x1", rule().setMark(1))));
    }

    private static String text() {
        StringBuilder s = new StringBuilder("table inet t {\ncomment \"ours\"\n" + SETS_TEXT + "chain sub { }\n");
        for (Spec chain : chains()) {
            s.append("chain ")
                    .append(chain.chain().name().name())
                    .append(" {\n")
                    .append(chain.text());
            s.append('\n');
            chain.rules().keySet().forEach(r -> s.append(r).append('\n'));
            s.append("}\n");
        }
        return s.append("}\n").toString();
    }

    private static Batch batch() {
        Batch batch = new Batch().add(Table.of(T).comment("ours")).add(Chain.of(T.chain("sub")));
        batch.add(COUNTER).add(QUOTA).add(LIMIT);
        for (Elements e : SETS) batch.add(e.set()).addElements(e.set(), e.elements());
        for (Spec chain : chains()) {
            batch.add(chain.chain());
            chain.rules().values().forEach(r -> batch.append(chain.chain().name(), r));
        }
        return batch;
    }

    /** What stands in the kernel, without its numbers. */
    private static Ruleset read(Nftables nft) throws Exception {
        Ruleset r = nft.ruleset();
        return new Ruleset(
                new Generation(0, 0, ""),
                r.tables().stream()
                        .map(t -> new Table(t.name(), t.dormant(), t.owned(), t.comment(), 0, 0))
                        .toList(),
                r.chains().stream()
                        .map(c -> new Chain(c.name(), c.base(), c.comment(), 0, 0))
                        .sorted(java.util.Comparator.comparing(c -> c.name().name()))
                        .toList(),
                r.rules().stream()
                        .map(x -> new Rule(x.chain(), 0, x.expressions(), x.comment()))
                        .toList(),
                r.sets().stream()
                        .map(c -> new Ruleset.Contents(plain(c.set()), sorted(c.elements())))
                        .sorted(java.util.Comparator.comparing(c -> c.set().name()))
                        .toList(),
                r.objects().stream()
                        .map(o -> new NamedObject(o.table(), o.name(), o.type(), o.state(), o.comment(), 0))
                        .sorted(java.util.Comparator.comparing(NamedObject::name))
                        .toList());
    }

    /** Hash sets tell their elements in any order. */
    private static List<Element> sorted(List<Element> elements) {
        return elements.stream()
                .sorted(java.util.Comparator.comparing(Element::key))
                .toList();
    }

    private static NftSet plain(NftSet s) {
        return new NftSet(
                s.table(),
                s.name(),
                s.key(),
                s.data(),
                s.flags(),
                s.timeout(),
                s.gcInterval(),
                s.size(),
                s.comment(),
                0);
    }

    @Test
    void whatWeWriteIsWhatNftWrites() throws Exception {
        try (Nftables nft = Nftables.current()) {
            NftTool.load(text());
            Set<String> theirJson = Set.copyOf(NftTool.json());
            String theirCode = sortedElements(NftTool.instructions());
            Ruleset theirs = read(nft);

            nft.commit(new Batch().deleteEverything());
            assertThat(nft.tables()).isEmpty();
            nft.commit(batch());
            Ruleset ours = read(nft);

            assertThat(ours.tables()).isEqualTo(theirs.tables());
            assertThat(ours.chains()).isEqualTo(theirs.chains());
            for (int i = 0; i < theirs.rules().size(); i++) {
                assertThat(ours.rules().get(i)).isEqualTo(theirs.rules().get(i));
            }
            assertThat(ours.sets()).containsExactlyElementsOf(theirs.sets());
            assertThat(ours).isEqualTo(theirs);
            assertThat(Set.copyOf(NftTool.json())).isEqualTo(theirJson);
            assertThat(sortedElements(NftTool.instructions())).isEqualTo(theirCode);
        }
    }

    @Test
    void aQueueThatLetsPassWhatNobodyListensFor() throws Exception {
        try (Nftables nft = Nftables.current()) {
            try {
                NftTool.load("table inet t { chain sub { queue flags bypass to 3; queue to 4; } }");
            } catch (AssertionError e) {
                Assumptions.abort("no queue in this kernel (module nft_queue)");
            }
            Ruleset theirs = read(nft);
            String theirCode = NftTool.instructions();
            nft.commit(new Batch().deleteEverything());
            nft.commit(new Batch()
                    .add(Table.of(T))
                    .add(Chain.of(T.chain("sub")))
                    .append(T.chain("sub"), rule().then(Queue.of(3).orAccept()))
                    .append(T.chain("sub"), rule().then(Queue.of(4))));
            assertThat(read(nft)).isEqualTo(theirs);
            assertThat(NftTool.instructions()).isEqualTo(theirCode).contains("bypass");
        }
    }

    /**
     * Hash sets tell their elements in any order. That what is before the first interval is not in a set, {@code nft} says also of
     * sets with a name, which is of no consequence.
     */
    private static String sortedElements(String code) {
        List<String> elements = code.lines()
                .filter(l -> l.contains("element "))
                .flatMap(l -> java.util.Arrays.stream(l.trim().split("\t")))
                .filter(e -> !e.equals("element 00000000  : 1 [end]"))
                .sorted()
                .toList();
        String rules = code.lines().filter(l -> !l.contains("element ")).collect(Collectors.joining("\n"));
        return rules + "\n" + String.join("\n", elements);
    }

    @Test
    void whatWeWroteIsReadAsItWas() throws Exception {
        try (Nftables nft = Nftables.current()) {
            nft.commit(batch());
            Ruleset read = read(nft);
            for (Spec chain : chains()) {
                List<Rule> rules = read.rules(chain.chain().name());
                assertThat(rules).hasSameSizeAs(chain.rules().values());
                int i = 0;
                for (RuleSpec spec : chain.rules().values()) {
                    Rule rule = rules.get(i++);
                    assertThat(rule.comment()).isEqualTo(spec.comment());
                    if (rule.expressions().stream().noneMatch(NftDifferentialTest::isChanged)) {
                        assertThat(rule.expressions()).isEqualTo(spec.expressions());
                    }
                }
            }
            for (Elements e : SETS) {
                assertThat(read.sets())
                        .filteredOn(c -> c.set().name().equals(e.set().name()))
                        .singleElement()
                        .satisfies(c -> {
                            assertThat(plain(c.set())).isEqualTo(e.set());
                            assertThat(c.elements()).containsExactlyInAnyOrderElementsOf(e.elements());
                        });
            }
        }
    }

    /** The kernel names anonymous sets, and says more of NAT than it is told. */
    private static boolean isChanged(Expression e) {
        return (e instanceof Lookup l && l.set().startsWith("__"))
                || e instanceof NatExpression
                || e instanceof MasqueradeExpression
                || e instanceof RedirectExpression
                || e instanceof DynamicSet
                || e instanceof Log;
    }

    @Test
    void otherFamilies() throws Exception {
        String text = """
                table ip t4 {
                  chain c {
                    ip saddr 10.0.0.1 tcp dport 1 accept
                    ip protocol udp drop
                  }
                }
                table ip6 t6 {
                  chain c {
                    ip6 daddr fd00::/8 accept
                  }
                }
                table bridge b {
                  chain c {
                    type filter hook forward priority filter; policy accept;
                    ip saddr 10.0.0.1 accept
                    ether type arp accept
                  }
                }
                table netdev n {
                  chain c {
                    type filter hook ingress device "lo" priority filter; policy accept;
                    ip saddr 10.0.0.1 drop
                  }
                }
                table arp a {
                  chain c {
                    type filter hook input priority filter; policy drop;
                    accept
                  }
                }
                """;
        ChainName c4 = TableName.of(Family.IP, "t4").chain("c");
        ChainName c6 = TableName.of(Family.IP6, "t6").chain("c");
        ChainName b = TableName.of(Family.BRIDGE, "b").chain("c");
        ChainName n = TableName.of(Family.NETDEV, "n").chain("c");
        ChainName a = TableName.of(Family.ARP, "a").chain("c");
        Batch batch = new Batch();
        for (ChainName c : List.of(c4, c6, b, n, a)) batch.add(Table.of(c.table()));
        Cidr one = Cidr.of("10.0.0.1");
        batch.add(Chain.of(c4)).add(Chain.of(c6));
        batch.append(
                c4,
                RuleSpec.in(Family.IP)
                        .source(one)
                        .is(Field.TCP_DESTINATION_PORT, 1)
                        .accept());
        batch.append(c4, RuleSpec.in(Family.IP).is(Field.IP_PROTOCOL, 17).drop());
        batch.append(
                c6, RuleSpec.in(Family.IP6).destination(Cidr.of("fd00::/8")).accept());
        batch.add(Chain.base(b, ChainType.FILTER, Hook.FORWARD, Priority.FILTER));
        batch.append(b, RuleSpec.in(Family.BRIDGE).source(one).accept());
        batch.append(b, RuleSpec.in(Family.BRIDGE).is(Field.ETHER_TYPE, 0x0806).accept());
        batch.add(Chain.base(n, ChainType.FILTER, Hook.INGRESS, Priority.FILTER).devices("lo"));
        batch.append(n, RuleSpec.in(Family.NETDEV).source(one).drop());
        batch.add(Chain.base(a, ChainType.FILTER, Hook.INPUT, Priority.FILTER).policy(Policy.DROP));
        batch.append(a, RuleSpec.in(Family.ARP).accept());
        try (Nftables nft = Nftables.current()) {
            NftTool.load(text);
            String theirs = NftTool.list();
            Ruleset read = read(nft);
            nft.commit(new Batch().deleteEverything());
            nft.commit(batch);
            assertThat(NftTool.list()).isEqualTo(theirs);
            assertThat(read(nft)).isEqualTo(read);
        }
    }
}
