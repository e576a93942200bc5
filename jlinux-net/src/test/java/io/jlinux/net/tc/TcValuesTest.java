package io.jlinux.net.tc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.netlink.Captured;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.Rtm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What needs no kernel. */
class TcValuesTest {
    @Test
    void handlesAreReadAndWrittenAsTcDoes() {
        assertThat(Handle.of("1:10")).isEqualTo(Handle.of(1, 0x10)).hasToString("1:10");
        assertThat(Handle.of("ffff:")).isEqualTo(Handle.INGRESS_QDISC).hasToString("ffff:");
        assertThat(Handle.of("root")).isEqualTo(Handle.ROOT).hasToString("root");
        assertThat(Handle.of(":2").minor()).isEqualTo(2);
        assertThat(Handle.CLSACT_EGRESS).hasToString("ffff:fff3");
        for (String bad : List.of("", "1", "12345:", "1:x", "1:-1", "+1:", "1:2:3")) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> Handle.of(bad));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Handle.of(0x1_0000, 0));
    }

    @Test
    void ratesAreBitsAndTheKernelsBytes() {
        assertThat(Rate.mbit(10).bytesPerSecond()).isEqualTo(1_250_000);
        assertThat(Rate.mbit(10)).hasToString("10 Mbit/s").isEqualTo(Rate.bit(10_000_000));
        assertThat(Rate.kbit(1500)).hasToString("1500 kbit/s");
        assertThat(Rate.gbit(100).bitsPerSecond()).isEqualTo(100_000_000_000L);
        assertThat(Rate.gbit(34).isLong()).isFalse();
        assertThat(Rate.gbit(35).isLong()).isTrue();
        assertThat(Rate.gbit(35).shortened()).isEqualTo(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.bit(12));
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.mbit(0));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Rate.gbit(Long.MAX_VALUE));
    }

    @Test
    void chancesArePartsOfTwoToThe32() {
        assertThat(Chance.percent(100)).isEqualTo(Chance.ALWAYS);
        assertThat(Chance.percent(50).parts()).isEqualTo(0x8000_0000L);
        assertThat(Chance.percent(1).probability()).isCloseTo(0.01, org.assertj.core.data.Offset.offset(1e-9));
        assertThatIllegalArgumentException().isThrownBy(() -> Chance.percent(100.1));
        assertThatIllegalArgumentException().isThrownBy(() -> Chance.percent(Double.NaN));
    }

    /** The kernel's own word for it: nanoseconds are {@code t2us / us2t} of its ticks. */
    @Test
    void aTickIs64Nanoseconds() throws Exception {
        String[] psched = Files.readAllLines(Path.of("/proc/net/psched")).get(0).split(" ");
        assertThat(Long.parseLong(psched[1], 16)).isEqualTo(Ticks.NANOS);
        assertThat(Long.parseLong(psched[0], 16)).isEqualTo(1000);
        assertThat(Ticks.of(Rate.mbit(10), 1600)).isEqualTo(20_000); // 1.28 ms
        assertThat(Ticks.bytes(Rate.mbit(10), 20_000)).isEqualTo(1600);
        assertThat(Ticks.bytes(Rate.gbit(100), Ticks.of(Rate.gbit(100), 0xffff_ffffL)))
                .isEqualTo(0xffff_ffffL);
        assertThat(Ticks.of(Rate.bit(8), 0xffff_ffffL)).isEqualTo(-1); // as much as there is room for
    }

    @Test
    void whatCannotWorkIsRefusedBeforeAnythingHappens() {
        assertThatIllegalArgumentException().isThrownBy(() -> Netem.of().delay(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Netem.of().jitter(Duration.ofMillis(1)).validate());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Netem.of().with(Netem.REORDER, Chance.percent(1)).validate());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Tbf.rate(Rate.mbit(1)).with(Tbf.PEAK_RATE, Rate.mbit(2)).validate());
        assertThatIllegalArgumentException().isThrownBy(() -> Netem.of().limit(1L << 32));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtbClass.rate(Rate.mbit(1)).priority(8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flower.ipv4().source(Cidr.of("fd00::/8")).validate());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Flower.ipv4().destinationPort(PortRange.of(80)).validate());
        assertThatIllegalArgumentException().isThrownBy(() -> Flower.vlan(4096));
        assertThatIllegalArgumentException().isThrownBy(() -> U32.ipv4().source(Cidr.of("fd00::/8")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> U32.ipv4().ipProtocol(6).ipProtocol(17));
        assertThatIllegalArgumentException().isThrownBy(() -> Shape.NONE.jitter(Duration.ofMillis(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shaping.create(ShapingSpec.of("eth0").both(Shape.NONE)));
    }

    @Test
    void unsetIsNotZero() {
        assertThat(Netem.of().get(Netem.DELAY)).isEmpty();
        assertThat(Netem.of().delay(Duration.ZERO).get(Netem.DELAY)).contains(Duration.ZERO);
        assertThat(Netem.of().delay(Duration.ZERO).without(Netem.DELAY)).isEqualTo(Netem.of());
        assertThat(Htb.of()).isNotEqualTo(Htb.of().defaultClass(0));
    }

    @Test
    void theBitsOfWordsAreJoined() {
        U32 both = U32.ipv4().sourcePort(53).destinationPort(80);
        assertThat(both.get(U32.WORDS)).hasValue(List.of(new U32.Word(53 << 16 | 80, -1, 20, 0)));
        assertThat(U32.ipv4().destination(Cidr.of("10.7.0.0/16")).get(U32.WORDS))
                .hasValue(List.of(new U32.Word(0x0a07_0000, 0xffff_0000, 16, 0)));
        assertThat(U32.ipv6().source(Cidr.of("fd00:1:2::/40")).get(U32.WORDS))
                .hasValue(List.of(new U32.Word(0xfd00_0001, -1, 8, 0), new U32.Word(0, 0xff00_0000, 12, 0)));
    }

    /** What is written is what is read: all that can be said comes back. */
    @Test
    void specsComeBackAsTheyWere() throws Exception {
        for (Request request : TcFuzz.requests()) {
            Message message = Captured.messages(request.encode(1)).get(0);
            String told = TcFuzz.decode(message).toString();
            assertThat(told).as(request.target()).isNotEmpty();
        }
        Netem netem = Netem.of()
                .limit(500)
                .delay(Duration.ofNanos(50_000_001))
                .jitter(Duration.ofMillis(5))
                .loss(Chance.percent(1))
                .with(Netem.LOSS_CORRELATION, Chance.percent(25))
                .with(Netem.DUPLICATE, Chance.percent(2))
                .with(Netem.REORDER, Chance.percent(25))
                .with(Netem.GAP, 5L)
                .with(Netem.CORRUPT, Chance.percent(0.1))
                .with(Netem.ECN, true)
                .rate(Rate.gbit(50))
                .with(Netem.PACKET_OVERHEAD, -20);
        Request request = TcRequests.qdisc(TcRequests.How.ADD, 2, Handle.ROOT, Handle.qdisc(1), netem);
        Qdisc q = TcDecoder.qdisc(Captured.messages(request.encode(1)).get(0));
        assertThat(q.spec()).isEqualTo(netem);
        assertThat(q.get(Netem.RATE)).contains(Rate.gbit(50));
        assertThat(q.get(Tbf.RATE)).isEmpty();
        assertThat(q.handle()).isEqualTo(Handle.qdisc(1));
        assertThat(request.type()).isEqualTo(Rtm.RTM_NEWQDISC);
    }

    @Test
    void aPlanHasTheQdiscsThatItNeeds() {
        Shape rate = Shape.of(Rate.mbit(10));
        assertThat(kinds(rate)).containsExactly("tbf");
        assertThat(kinds(Shape.NONE.delay(Duration.ofMillis(50)))).containsExactly("netem");
        assertThat(kinds(rate.delay(Duration.ofMillis(50)))).containsExactly("tbf", "netem");
        Netem netem = (Netem) ShapePlan.of(rate.delay(Duration.ofMillis(50)), 1500)
                .steps()
                .get(1)
                .spec();
        assertThat(netem.get(Netem.LIMIT)).hasValue(125L); // 150 ms of 1.25 MB/s in packets of 1500
        Tbf tbf = (Tbf) ShapePlan.of(rate, 9000).steps().get(0).spec();
        assertThat(tbf.get(Tbf.BURST)).hasValue(14_100L); // the largest packet goes through
        assertThat(tbf.get(Tbf.LATENCY)).hasValue(Duration.ofMillis(50));
    }

    private static List<String> kinds(Shape shape) {
        return ShapePlan.of(shape, 1500).steps().stream()
                .map(s -> s.spec().kind())
                .toList();
    }
}
