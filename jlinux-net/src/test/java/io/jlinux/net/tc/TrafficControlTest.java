package io.jlinux.net.tc;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.Cidr;
import io.jlinux.net.MacAddress;
import io.jlinux.net.PortRange;
import io.jlinux.net.Veth;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.tool.IpTool;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Each kind twice: what we make is what {@code tc} tells, and what {@code tc} makes of the same words we read as the same value.
 */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class TrafficControlTest {
    private Veth veth;
    private TrafficControl tc;

    @BeforeEach
    void link() throws Exception {
        veth = Veth.create("v0", "v1");
        tc = TrafficControl.open("v0");
    }

    @AfterEach
    void unlink() throws Exception {
        if (tc != null) tc.close();
        if (veth != null) veth.close();
    }

    /** The root qdisc as {@code tc} tells it. */
    private static JsonNode root() throws Exception {
        for (JsonNode n : IpTool.tcJson("qdisc show dev v0")) if (n.path("root").asBoolean(false)) return n;
        throw new AssertionError("no root qdisc");
    }

    /**
     * Makes {@code spec}, has {@code tc} read it, makes it again by {@code tc} with {@code words}, and compares what is read.
     *
     * @param expected of {@code options}: {@code key=value}, separated by spaces
     */
    private Qdisc same(QdiscSpec<?> spec, String words, String expected) throws Exception {
        tc.addQdisc(Handle.ROOT, Handle.of("1:"), spec);
        Qdisc ours = tc.qdisc(Handle.ROOT).orElseThrow();
        assertThat(ours.handle()).isEqualTo(Handle.of("1:"));
        JsonNode theirs = root();
        assertThat(theirs.path("kind").asString()).isEqualTo(spec.kind());
        assertThat(theirs.path("handle").asString()).isEqualTo("1:");
        for (String pair : expected.isEmpty() ? new String[0] : expected.split(" ")) {
            String[] p = pair.split("=", 2);
            JsonNode value = theirs.path("options");
            for (String name : p[0].split("/")) value = value.path(name);
            assertThat(value.asString("")).as("%s of %s", p[0], theirs).isEqualTo(p[1]);
        }
        assertThat(ours.stats().packets()).isEqualTo(theirs.path("packets").asLong());
        tc.deleteQdisc(Handle.ROOT);
        IpTool.tc("qdisc add dev v0 root handle 1: " + words);
        Qdisc read = tc.qdisc(Handle.ROOT).orElseThrow();
        assertThat(read.spec()).isEqualTo(ours.spec());
        tc.deleteQdisc(Handle.ROOT);
        assertThat(tc.qdisc(Handle.ROOT)).isEmpty();
        return ours;
    }

    @Test
    @Requires(Requirement.TC_NETEM)
    void netem() throws Exception {
        Netem all = Netem.of()
                .limit(500)
                .delay(Duration.ofMillis(50))
                .jitter(Duration.ofMillis(5))
                .with(Netem.DELAY_CORRELATION, Chance.percent(25))
                .loss(Chance.percent(1))
                .with(Netem.LOSS_CORRELATION, Chance.percent(25))
                .with(Netem.DUPLICATE, Chance.percent(2))
                .with(Netem.REORDER, Chance.percent(25))
                .with(Netem.REORDER_CORRELATION, Chance.percent(50))
                .with(Netem.GAP, 5L)
                .with(Netem.CORRUPT, Chance.percent(0.1))
                .rate(Rate.mbit(10))
                .with(Netem.PACKET_OVERHEAD, 20)
                .with(Netem.CELL_SIZE, 48L)
                .with(Netem.CELL_OVERHEAD, 5);
        Qdisc q = same(
                all,
                "netem limit 500 delay 50ms 5ms 25% loss 1% 25% duplicate 2% corrupt 0.1% reorder 25% 50% gap 5 rate 10mbit 20 48 5",
                "limit=500 delay/delay=0.05 delay/jitter=0.005 gap=5 rate/rate=1250000 rate/packetoverhead=20 rate/cellsize=48 rate/celloverhead=5");
        assertThat(q.spec()).isEqualTo(all);
        assertThat(q.get(Netem.LOSS)).contains(Chance.percent(1));
        same(Netem.of().rate(Rate.gbit(50)), "netem rate 50gbit", "rate/rate=6250000000");
        Netem exact = Netem.of().limit(1000).delay(Duration.ofSeconds(300).plusNanos(1)); // what tc of old cannot say
        tc.addQdisc(Handle.ROOT, exact);
        assertThat(tc.qdisc(Handle.ROOT).orElseThrow().spec()).isEqualTo(exact);
        tc.changeQdisc(Handle.ROOT, exact.delay(Duration.ofMillis(7)));
        assertThat(tc.qdisc(Handle.ROOT).orElseThrow().get(Netem.DELAY)).contains(Duration.ofMillis(7));
        tc.deleteQdisc(Handle.ROOT);
        same(Netem.of().loss(Chance.percent(10)).with(Netem.ECN, true), "netem loss 10% ecn", "ecn=true");
    }

    @Test
    @Requires(Requirement.TC_TBF)
    void tbf() throws Exception {
        Qdisc q = same(
                Tbf.rate(Rate.mbit(10)).burst(10_000).with(Tbf.LIMIT, 50_000L),
                "tbf rate 10mbit burst 10000 limit 50000",
                "rate=1250000");
        assertThat(q.get(Tbf.RATE)).contains(Rate.mbit(10));
        assertThat(q.get(Tbf.LIMIT)).hasValue(50_000L);
        assertThat(q.get(Tbf.BURST).orElseThrow()).isBetween(9_998L, 10_000L);
        same(
                Tbf.rate(Rate.mbit(8)).burst(8_000).latency(Duration.ofMillis(100)),
                "tbf rate 8mbit burst 8000 latency 100ms",
                "rate=1000000 lat=100000");
        same(
                Tbf.rate(Rate.gbit(50)).burst(500_000).with(Tbf.LIMIT, 5_000_000L),
                "tbf rate 50gbit burst 500000 limit 5000000",
                "rate=6250000000");
        Qdisc peak = same(
                Tbf.rate(Rate.mbit(8))
                        .burst(8_000)
                        .with(Tbf.LIMIT, 50_000L)
                        .with(Tbf.PEAK_RATE, Rate.mbit(16))
                        .with(Tbf.PEAK_BURST, 2_000L)
                        .with(Tbf.OVERHEAD, 14),
                "tbf rate 8mbit burst 8000 limit 50000 peakrate 16mbit mtu 2000 overhead 14",
                "rate=1000000 overhead=14");
        assertThat(peak.get(Tbf.PEAK_RATE)).contains(Rate.mbit(16));
    }

    @Test
    @Requires(Requirement.TC_HTB)
    void htb() throws Exception {
        Qdisc q = same(
                Htb.of().defaultClass(0x30).with(Htb.RATE_TO_QUANTUM, 5L).with(Htb.DIRECT_QUEUE_LENGTH, 77L),
                "htb default 30 r2q 5 direct_qlen 77",
                "default=0x30 r2q=5 direct_qlen=77");
        assertThat(q.get(Htb.DEFAULT_CLASS)).hasValue(0x30L);
    }

    private TrafficClass one(String handle) throws Exception {
        return tc.classes().stream()
                .filter(c -> c.handle().equals(Handle.of(handle)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Requires(Requirement.TC_HTB)
    void classesOfHtb() throws Exception {
        Handle root = Handle.of("1:");
        tc.addQdisc(Handle.ROOT, root, Htb.of().defaultClass(0x30));
        List<HtbClass> specs = List.of(
                HtbClass.rate(Rate.mbit(10)).ceil(Rate.mbit(20)),
                HtbClass.rate(Rate.kbit(64)),
                HtbClass.rate(Rate.gbit(40)).ceil(Rate.gbit(100)).with(HtbClass.QUANTUM, 60_000L),
                HtbClass.rate(Rate.mbit(1))
                        .with(HtbClass.BURST, 15_000L)
                        .with(HtbClass.CEIL_BURST, 16_000L)
                        .with(HtbClass.QUANTUM, 1514L)
                        .with(HtbClass.OVERHEAD, 14)
                        .priority(3));
        List<String> told = List.of(
                "rate 10Mbit ceil 20Mbit",
                "rate 64Kbit ceil 64Kbit",
                "rate 40Gbit ceil 100Gbit",
                "rate 1Mbit overhead 14 ceil 1Mbit");
        List<String> words = List.of(
                "rate 10mbit ceil 20mbit",
                "rate 64kbit quantum 1000",
                "rate 40gbit ceil 100gbit quantum 60000",
                "rate 1mbit burst 15000 cburst 16000 quantum 1514 overhead 14 prio 3");
        for (int i = 0; i < specs.size(); i++) {
            HtbClass spec = specs.get(i);
            if (i == 1) spec = spec.with(HtbClass.QUANTUM, 1000L);
            tc.addClass(root, Handle.of("1:10"), spec);
            TrafficClass ours = one("1:10");
            String theirs = IpTool.tc("-s -d class show dev v0 classid 1:10"); // it knows no JSON for classes
            assertThat(theirs)
                    .contains(told.get(i))
                    .contains("quantum " + ours.get(HtbClass.QUANTUM).orElseThrow() + " ")
                    .contains("prio " + ours.get(HtbClass.PRIORITY).orElseThrow() + " ")
                    .contains("Sent " + ours.stats().bytes() + " bytes");
            Matcher burst = Pattern.compile(" burst (\\d+)b/").matcher(theirs);
            assertThat(burst.find()).as(theirs).isTrue();
            long microsecond =
                    ours.get(HtbClass.RATE).orElseThrow().bytesPerSecond() / 1_000_000 + 1; // it rounds to these
            assertThat(Long.parseLong(burst.group(1)) - ours.get(HtbClass.BURST).orElseThrow())
                    .isBetween(-microsecond, microsecond);
            tc.deleteClass(Handle.of("1:10"));
            IpTool.tc("class add dev v0 parent 1: classid 1:10 htb " + words.get(i));
            assertNear(one("1:10"), ours);
            tc.deleteClass(Handle.of("1:10"));
        }
        assertThat(tc.classes()).isEmpty();
    }

    /** {@code tc} rounds the time of a burst to microseconds. */
    private static void assertNear(TrafficClass theirs, TrafficClass ours) {
        for (Setting<HtbClass, Long> burst : List.of(HtbClass.BURST, HtbClass.CEIL_BURST)) {
            long difference = theirs.get(burst).orElseThrow() - ours.get(burst).orElseThrow();
            long microsecond = ours.get(HtbClass.CEIL).orElseThrow().bytesPerSecond() / 1_000_000 + 1;
            assertThat(Math.abs(difference)).isLessThanOrEqualTo(microsecond);
        }
        HtbClass a = ((HtbClass) theirs.spec()).without(HtbClass.BURST).without(HtbClass.CEIL_BURST);
        HtbClass b = ((HtbClass) ours.spec()).without(HtbClass.BURST).without(HtbClass.CEIL_BURST);
        assertThat(a).isEqualTo(b);
        assertThat(theirs.parent()).isEqualTo(ours.parent());
    }

    @Test
    @Requires(Requirement.TC_HTB)
    void aTreeIsChangedAndDeleted() throws Exception {
        Handle root = Handle.of("1:");
        tc.addQdisc(Handle.ROOT, root, Htb.of());
        tc.addClass(root, Handle.of("1:1"), HtbClass.rate(Rate.mbit(100)));
        tc.addClass(
                Handle.of("1:1"),
                Handle.of("1:10"),
                HtbClass.rate(Rate.mbit(10)).ceil(Rate.mbit(100)));
        tc.addQdisc(Handle.of("1:10"), Handle.of("10:"), Fifo.packets().limit(7));
        assertThat(one("1:10").parent()).isEqualTo(Handle.of("1:1"));
        assertThat(one("1:10").leaf()).contains(Handle.of("10:"));
        assertThat(one("1:1").parent()).isEqualTo(Handle.ROOT);
        assertThat(tc.qdisc(Handle.of("1:10")).orElseThrow().get(Fifo.LIMIT)).hasValue(7L);
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> tc.addClass(root, Handle.of("1:1"), HtbClass.rate(Rate.mbit(1))))
                .matches(e -> e.errno() == Errno.EEXIST);
        tc.changeClass(Handle.of("1:1"), Handle.of("1:10"), HtbClass.rate(Rate.mbit(20)));
        assertThat(one("1:10").get(HtbClass.RATE)).contains(Rate.mbit(20));
        tc.replaceClass(Handle.of("1:1"), Handle.of("1:20"), HtbClass.rate(Rate.mbit(30)));
        tc.replaceQdisc(Handle.of("1:10"), Handle.of("20:"), Fifo.bytes().limit(9000));
        assertThat(tc.qdisc(Handle.of("1:10")).orElseThrow().kind()).isEqualTo("bfifo");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> tc.deleteClass(Handle.of("1:1")))
                .matches(e -> e.errno() == Errno.EBUSY)
                .withMessageContaining("in the way");
        tc.deleteClass(Handle.of("1:20"));
        tc.deleteQdisc(Handle.ROOT);
        assertThat(tc.classes()).isEmpty();
        assertThat(IpTool.tc("qdisc show dev v0")).doesNotContain("htb");
    }

    @Test
    @Requires(Requirement.TC_FQ_CODEL)
    void fqCodel() throws Exception {
        same(FqCodel.of(), "fq_codel", "limit=10240 flows=1024 ecn=true");
        Qdisc q = same(
                FqCodel.of()
                        .with(FqCodel.LIMIT, 100L)
                        .with(FqCodel.FLOWS, 16L)
                        .with(FqCodel.TARGET, Duration.ofMillis(10))
                        .with(FqCodel.INTERVAL, Duration.ofMillis(200))
                        .with(FqCodel.QUANTUM, 300L)
                        .with(FqCodel.MEMORY_LIMIT, 1_000_000L)
                        .with(FqCodel.MARK_THRESHOLD, Duration.ofMillis(3))
                        .with(FqCodel.DROP_BATCH, 17L)
                        .with(FqCodel.ECN, false),
                "fq_codel limit 100 flows 16 target 10ms interval 200ms quantum 300 memory_limit 1000000 ce_threshold 3ms"
                        + " drop_batch 17 noecn",
                "limit=100 flows=16 quantum=300 memory_limit=1000000 drop_batch=17");
        assertThat(q.get(FqCodel.ECN)).hasValue(false);
        assertThat(q.get(FqCodel.DROP_BATCH)).hasValue(17L);
    }

    @Test
    @Requires(Requirement.TC_CAKE)
    void cake() throws Exception {
        same(Cake.of(), "cake", "bandwidth=unlimited diffserv=diffserv3 flowmode=triple-isolate");
        Qdisc q = same(
                Cake.of()
                        .bandwidth(Rate.mbit(20))
                        .with(Cake.PRIORITIES, Cake.Priorities.BEST_EFFORT)
                        .with(Cake.FAIRNESS, Cake.Fairness.DUAL_SOURCE)
                        .with(Cake.ROUND_TRIP, Duration.ofMillis(30))
                        .with(Cake.OVERHEAD, 18)
                        .with(Cake.MINIMUM_PACKET, 64L)
                        .with(Cake.NAT, true)
                        .with(Cake.WASH, true)
                        .with(Cake.ACK_FILTER, Cake.AckFilter.FILTER)
                        .with(Cake.FRAMING, Cake.Framing.PTM)
                        .with(Cake.MARK_MASK, 0xf0L)
                        .with(Cake.SPLIT_SEGMENTS, false),
                "cake bandwidth 20mbit besteffort dual-srchost rtt 30ms overhead 18 mpu 64 nat wash ack-filter ptm no-split-gso"
                        + " fwmark 0xf0",
                "bandwidth=2500000 diffserv=besteffort flowmode=dual-srchost rtt=30000 overhead=18 mpu=64 nat=true wash=true");
        assertThat(q.get(Cake.MARK_MASK)).contains(0xf0L);
        assertThat(q.get(Cake.BANDWIDTH)).contains(Rate.mbit(20));
    }

    @Test
    void fifos() throws Exception {
        same(Fifo.packets().limit(10), "pfifo limit 10", "limit=10");
        same(Fifo.bytes().limit(0), "bfifo limit 0", "limit=0");
        tc.addQdisc(Handle.ROOT, Handle.of("1:"), Fifo.packets());
        assertThat(tc.qdisc(Handle.ROOT).orElseThrow().get(Fifo.LIMIT)).hasValue(1000L); // of the link
        tc.replaceQdisc(Handle.ROOT, Handle.NONE, OtherQdisc.NOQUEUE);
        assertThat(IpTool.tc("qdisc show dev v0")).contains("noqueue");
    }

    @Test
    @Requires(Requirement.TC_PRIO)
    void prio() throws Exception {
        Qdisc q = same(Prio.of(), "prio", "bands=3");
        assertThat(q.get(Prio.BANDS)).hasValue(3);
        assertThat(tc.classes()).isEmpty();
        List<Integer> map = List.of(0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 3);
        Qdisc mapped = same(
                Prio.of().with(Prio.BANDS, 5).with(Prio.MAP, map),
                "prio bands 5 priomap 0 1 2 3 4 0 1 2 3 4 0 1 2 3 4 3",
                "bands=5");
        assertThat(mapped.get(Prio.MAP)).contains(map);
    }

    @Test
    void whatTheKernelRefusesIsExplained() throws Exception {
        tc.addQdisc(Handle.ROOT, Handle.of("1:"), Fifo.packets());
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> tc.addQdisc(Handle.ROOT, Handle.of("2:"), Fifo.packets()))
                .matches(e -> e.errno() == Errno.EEXIST)
                .withMessageContaining("add qdisc pfifo at root of link " + tc.linkIndex())
                .withMessageContaining("replace it");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> tc.addQdisc(Handle.of("7:"), OtherQdisc.of("nothing-like-it")))
                .matches(e -> e.errno() == Errno.ENOENT)
                .withMessageContaining("modprobe");
        tc.deleteQdisc(Handle.ROOT);
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> tc.deleteQdisc(Handle.ROOT))
                .matches(e -> e.errno() == Errno.ENOENT || e.errno() == Errno.EINVAL);
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> TrafficControl.open("nothing"))
                .matches(e -> e.errno() == Errno.ENODEV);
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> tc.addFilter(Handle.CLSACT_INGRESS, U32.all().action(Action.redirect(1))))
                .matches(e -> e.errno() == Errno.EINVAL)
                .withMessageContaining("clsact");
    }

    /** Makes {@code spec} of what comes in, has {@code tc} read it, makes it again by {@code tc}, and compares what is read. */
    private Filter sameFilter(FilterSpec<?> spec, String words, String... expected) throws Exception {
        if (tc.qdisc(Handle.INGRESS).isEmpty()) tc.addQdisc(Handle.INGRESS, OtherQdisc.CLSACT);
        tc.addFilter(Handle.CLSACT_INGRESS, spec);
        Filter ours = only();
        String theirs =
                IpTool.tc("-j -s -d filter show dev v0 ingress") + IpTool.tc("-s -d filter show dev v0 ingress");
        assertThat(theirs).contains("\"kind\":\"" + spec.kind() + "\"").contains(expected);
        for (var setting : spec.values().entrySet()) {
            assertThat(ours.spec().values()).as(theirs).contains(setting);
        }
        assertThat(ours.spec().actions()).isEqualTo(spec.actions());
        assertThat(ours.actions()).hasSameSizeAs(spec.actions());
        tc.deleteFilter(Handle.CLSACT_INGRESS, ours.spec());
        assertThat(tc.filters(Handle.CLSACT_INGRESS)).isEmpty();
        IpTool.tc("filter add dev v0 ingress " + words);
        Filter read = only();
        assertThat(read.spec()).isEqualTo(ours.spec());
        tc.deleteFilters(Handle.CLSACT_INGRESS);
        assertThat(tc.filters(Handle.CLSACT_INGRESS)).isEmpty();
        return ours;
    }

    private Filter only() throws Exception {
        List<Filter> filters = tc.filters(Handle.CLSACT_INGRESS);
        assertThat(filters).hasSize(1);
        return filters.get(0);
    }

    @Test
    @Requires(Requirement.TC_U32)
    void u32() throws Exception {
        Filter f = sameFilter(
                U32.ipv4()
                        .priority(7)
                        .source(Cidr.of("10.7.0.0/16"))
                        .destination(Cidr.of("10.8.0.9/32"))
                        .ipProtocol(6)
                        .destinationPort(80)
                        .to(Handle.of("1:10")),
                "protocol ip pref 7 u32 match ip src 10.7.0.0/16 match ip dst 10.8.0.9/32 match ip protocol 6 0xff"
                        + " match ip dport 80 0xffff flowid 1:10",
                "\"pref\":7",
                "\"protocol\":\"ip\"",
                "\"flowid\":\"1:10\"");
        assertThat(f.priority()).isEqualTo(7);
        assertThat(f.get(U32.CLASS)).contains(Handle.of("1:10"));
        sameFilter(
                U32.ipv6()
                        .priority(1)
                        .destination(Cidr.of("fd00:7::/32"))
                        .ipProtocol(17)
                        .to(Handle.of("1:1")),
                "protocol ipv6 pref 1 u32 match ip6 dst fd00:7::/32 match ip6 protocol 17 0xff flowid 1:1",
                "\"protocol\":\"ipv6\"");
        sameFilter(
                U32.all().priority(3).to(Handle.of("1:2")),
                "protocol all pref 3 u32 match u32 0 0 flowid 1:2",
                "\"protocol\":\"all\"");
    }

    @Test
    @Requires({Requirement.TC_U32, Requirement.TC_MIRRED})
    void redirectAndMirror() throws Exception {
        int other = veth.peerIndex();
        Filter f = sameFilter(
                U32.all().priority(1).action(Action.redirect(other)),
                "protocol all pref 1 u32 match u32 0 0 action mirred egress redirect dev v1",
                "\"mirred_action\":\"redirect\"",
                "\"direction\":\"egress\"",
                "\"to_dev\":\"v1\"");
        assertThat(f.actions().get(0).kind()).isEqualTo("mirred");
        sameFilter(
                U32.all().priority(1).action(Action.mirror(other)),
                "protocol all pref 1 u32 match u32 0 0 action mirred egress mirror dev v1",
                "\"mirred_action\":\"mirror\"");
        sameFilter(
                U32.all().priority(1).action(new Mirred(other, Mirred.Direction.INGRESS, false, Verdict.STOLEN)),
                "protocol all pref 1 u32 match u32 0 0 action mirred ingress redirect dev v1",
                "\"direction\":\"ingress\"");
    }

    @Test
    @Requires(Requirement.TC_FLOWER)
    void flower() throws Exception {
        sameFilter(
                Flower.ipv4()
                        .priority(7)
                        .source(Cidr.of("10.7.0.0/16"))
                        .destination(Cidr.of("10.8.0.9/32"))
                        .tcp()
                        .destinationPort(PortRange.of(80))
                        .to(Handle.of("1:10")),
                "protocol ip pref 7 flower src_ip 10.7.0.0/16 dst_ip 10.8.0.9 ip_proto tcp dst_port 80 classid 1:10",
                "\"src_ip\":\"10.7.0.0/16\"",
                "\"dst_ip\":\"10.8.0.9\"",
                "\"ip_proto\":\"tcp\"",
                "\"dst_port\":80");
        sameFilter(
                Flower.ipv6()
                        .priority(1)
                        .source(Cidr.of("fd00:7::/32"))
                        .udp()
                        .sourcePort(new PortRange(1000, 2000))
                        .to(Handle.of("1:1")),
                "protocol ipv6 pref 1 flower src_ip fd00:7::/32 ip_proto udp src_port 1000-2000 classid 1:1",
                "\"ip_proto\":\"udp\"");
        sameFilter(
                Flower.vlan(77)
                        .priority(1)
                        .with(Flower.VLAN_PRIORITY, 3)
                        .with(Flower.VLAN_PROTOCOL, 0x0800)
                        .destination(Cidr.of("10.0.0.0/8"))
                        .to(Handle.of("1:1")),
                "protocol 802.1q pref 1 flower vlan_id 77 vlan_prio 3 vlan_ethtype ip dst_ip 10.0.0.0/8 classid 1:1",
                "\"vlan_id\":77",
                "\"vlan_prio\":3");
        sameFilter(
                Flower.all()
                        .priority(1)
                        .with(Flower.SOURCE_MAC, MacAddress.of("02:00:00:00:00:07"))
                        .to(Handle.of("1:1")),
                "protocol all pref 1 flower src_mac 02:00:00:00:00:07 classid 1:1",
                "\"src_mac\":\"02:00:00:00:00:07\"");
        sameFilter(
                Flower.all()
                        .priority(1)
                        .with(Flower.DESTINATION_MAC, MacAddress.of("02:00:00:00:00:08"))
                        .to(Handle.of("1:1")),
                "protocol all pref 1 flower dst_mac 02:00:00:00:00:08 classid 1:1",
                "\"dst_mac\":\"02:00:00:00:00:08\"");
    }

    @Test
    @Requires({Requirement.TC_MATCHALL, Requirement.TC_GACT})
    void matchallAndVerdicts() throws Exception {
        sameFilter(
                Matchall.of().priority(2).action(Action.drop()),
                "pref 2 matchall action drop",
                "\"control_action\":{\"type\":\"drop\"}");
        sameFilter(
                Matchall.of().priority(2).protocol(0x0800).to(Handle.of("1:3")).action(Action.pass()),
                "protocol ip pref 2 matchall classid 1:3 action pass",
                "\"control_action\":{\"type\":\"pass\"}");
        tc.addFilter(Handle.CLSACT_EGRESS, Matchall.of().priority(9).action(new Gact(Verdict.CONTINUE)));
        assertThat(tc.filters(Handle.CLSACT_EGRESS)).hasSize(1);
        assertThat(tc.filters(Handle.CLSACT_EGRESS).get(0).spec().actions())
                .containsExactly(new Gact(Verdict.CONTINUE));
        assertThatExceptionOfType(NetlinkException.class) // the kernel's word: of this kind there is one
                .isThrownBy(() -> tc.replaceFilter(
                        Handle.CLSACT_EGRESS, Matchall.of().priority(9).action(Action.drop())))
                .matches(e -> e.errno() == Errno.EEXIST);
        assertThat(tc.filters(Handle.CLSACT_INGRESS)).isEmpty();
    }

    @Test
    @Requires({Requirement.TC_MATCHALL, Requirement.TC_POLICE})
    void police() throws Exception {
        Filter f = sameFilter(
                Matchall.of().priority(1).action(new Police(Rate.mbit(8), 10_000, 0, Verdict.PIPE, Verdict.DROP)),
                "pref 1 matchall action police rate 8mbit burst 10000 conform-exceed drop/pipe",
                "\"kind\":\"police\"",
                "rate 8Mbit burst 10000b mtu 2Kb action drop/pipe");
        assertThat(f.actions().get(0).stats().packets()).isZero();
        sameFilter(
                Matchall.of()
                        .priority(1)
                        .action(new Police(Rate.gbit(40), 400_000, 65_536, Verdict.PASS, Verdict.RECLASSIFY)),
                "pref 1 matchall action police rate 40gbit burst 400000 mtu 65536 conform-exceed reclassify/pass",
                "rate 40Gbit burst 400000b mtu 64Kb action reclassify");
    }

    @Test
    void theOldIngressQdiscToo() throws Exception {
        tc.addQdisc(Handle.INGRESS, OtherQdisc.INGRESS);
        assertThat(tc.qdisc(Handle.INGRESS)).hasValueSatisfying(q -> {
            assertThat(q.kind()).isEqualTo("ingress");
            assertThat(q.handle()).isEqualTo(Handle.INGRESS_QDISC);
        });
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> tc.addQdisc(Handle.INGRESS, OtherQdisc.CLSACT))
                .matches(e -> e.errno() == Errno.EEXIST);
        tc.deleteQdisc(Handle.INGRESS);
        assertThat(tc.qdisc(Handle.INGRESS)).isEmpty();
    }
}
