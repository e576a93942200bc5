package io.jlinux.net.tun;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.Neighbours;
import io.jlinux.net.tool.IpTool;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class TunTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Reads IPv4 packets until one is UDP. */
    private static byte[] udp(TunQueue queue) throws Exception {
        byte[] packet = new byte[2000];
        for (int i = 0; i < 100; i++) {
            OptionalInt n = queue.read(packet, LONG);
            if (n.isEmpty()) break;
            if (packet[0] >> 4 == 4 && packet[9] == 17) return Arrays.copyOf(packet, n.getAsInt());
        }
        throw new AssertionError("no packet came");
    }

    @Test
    void packetsGoOutAndComeIn() throws Exception {
        try (Tun tun = Tun.open(
                        TunSpec.tun("tun0").address(Cidr.of("10.7.0.1/24")).up());
                DatagramSocket socket = new DatagramSocket(new InetSocketAddress("10.7.0.1", 7777))) {
            socket.setSoTimeout(20_000);
            byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(hello, hello.length, new InetSocketAddress("10.7.0.2", 7777)));
            byte[] packet = udp(tun.queue(0));
            assertThat(Arrays.copyOfRange(packet, packet.length - 5, packet.length))
                    .isEqualTo(hello);
            // the same packet back: source and destination change places, which no checksum notices
            byte[] from = Arrays.copyOfRange(packet, 12, 16);
            System.arraycopy(packet, 16, packet, 12, 4);
            System.arraycopy(from, 0, packet, 16, 4);
            tun.queue(0).write(packet);
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            assertThat(answer.getAddress()).isEqualTo(Cidr.address("10.7.0.2"));
            assertThat(answer.getLength()).isEqualTo(5);
        }
        assertThat(Links.here().find("tun0")).isEmpty();
    }

    @Test
    void aTapHasAHardwareAddressAndATunHasNone() throws Exception {
        try (Tun tap = Tun.open(TunSpec.tap("tap0").mtu(1400).group(7))) {
            assertThat(tap.link().mac()).isPresent();
            assertThat(tap.link().mtu()).isEqualTo(1400);
            assertThat(tap.link().group()).isEqualTo(7);
            JsonNode theirs = IpTool.link("tap0").path("linkinfo").path("info_data");
            assertThat(theirs.path("type").asString()).isEqualTo("tap");
            assertThat(theirs.path("pi").asBoolean()).isFalse();
        }
        try (Tun tun = Tun.open(TunSpec.tun("tun0"))) {
            assertThat(tun.link().mac()).isEmpty();
            assertThat(Neighbours.here().list(tun.link().index())).isEmpty();
        }
    }

    @Test
    void oneThatIsPersistentStaysAndIsTakenAgain() throws Exception {
        Tun.open(TunSpec.tun("tun0").persistent().owner(1000).ownerGroup(1000)).close();
        JsonNode theirs = IpTool.link("tun0").path("linkinfo").path("info_data");
        assertThat(theirs.path("persist").asBoolean()).isTrue();
        assertThat(theirs.path("user").asString()).isNotEmpty();
        try (Tun again = Tun.open(TunSpec.tun("tun0"))) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> Tun.open(TunSpec.tun("tun0")))
                    .matches(e -> e.errno() == Errno.EBUSY)
                    .withMessageContaining("create tun tun0: EBUSY");
            again.device().delete();
        }
    }

    @Test
    void severalQueues() throws Exception {
        try (Tun tun = Tun.open(TunSpec.tun("tun0").multiQueue(3).up())) {
            assertThat(tun.queues()).hasSize(3);
            assertThat(IpTool.link("tun0")
                            .path("linkinfo")
                            .path("info_data")
                            .path("numqueues")
                            .asInt())
                    .isEqualTo(3);
        }
    }

    @Test
    void inAnotherNamespace() throws Exception {
        try (NamespaceHandle box = Namespace.NET.create();
                Tun tun = Tun.open(TunSpec.tun("tun0")
                        .namespace(box)
                        .address(Cidr.of("10.9.0.1/24"))
                        .up())) {
            assertThat(Links.here().find("tun0")).isEmpty();
            assertThat(Links.in(box).get("tun0").index()).isEqualTo(tun.link().index());
            assertThat(tun.device().addresses()).anyMatch(a -> a.cidr().equals(Cidr.of("10.9.0.1/24")));
        }
    }

    @Test
    void closingSetsAReaderFree() throws Exception {
        Tun tun = Tun.open(TunSpec.tun("tun0"));
        CompletableFuture<Throwable> end = CompletableFuture.supplyAsync(() -> {
            try {
                tun.queue(0).read(new byte[2000]);
                return new AssertionError("a packet came");
            } catch (LinuxException e) {
                return e;
            }
        });
        tun.close();
        assertThat(end.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECANCELED));
    }
}
