package io.jlinux.net.tc;

import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.Network;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that really go over a shaped link, and how long they take. Only what a slow machine cannot spoil is asserted. */
@Requires(ROOT)
@NoLeaks
@Timeout(120)
class ShapingTest {
    private static final int BYTES = 250_000;
    private static final Rate SLOW = Rate.mbit(4);
    /** All but what the burst lets through at once. */
    private static final Duration AT_LEAST = Duration.ofMillis(400);

    private interface Body {
        void run(NamespaceHandle left, NamespaceHandle right) throws Exception;
    }

    private static void connected(Body body) throws Exception {
        try (NamespaceHandle left = Namespace.NET.create();
                NamespaceHandle right = Namespace.NET.create();
                Veth veth = Veth.create(VethSpec.of("left", "right")
                        .namespace(left)
                        .peerNamespace(right)
                        .address(Cidr.of("10.7.0.1/24"))
                        .peerAddress(Cidr.of("10.7.0.2/24"))
                        .up())) {
            assertThat(veth.index()).isPositive();
            body.run(left, right);
        }
    }

    /** Sends so many bytes over TCP, and returns how long it took until all had come. */
    private static Duration send(NamespaceHandle from, NamespaceHandle to, String address) throws Exception {
        InetAddress there = InetAddress.getByName(address);
        try (ServerSocket server = to.call(() -> new ServerSocket(0, 1, there));
                Socket out = from.call(() -> connect(there, server.getLocalPort()));
                Socket in = server.accept()) {
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readAll(in));
            long start = System.nanoTime();
            out.getOutputStream().write(new byte[BYTES]);
            out.shutdownOutput();
            assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(BYTES);
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private static Socket connect(InetAddress host, int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), 30_000);
        return socket;
    }

    private static int readAll(Socket in) {
        try {
            return in.getInputStream().readAllBytes().length;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Requires({Requirement.TC_TBF, Requirement.TC_U32, Requirement.TC_MIRRED, Requirement.LINK_IFB})
    void bothDirectionsThroughAnIfb() throws Exception {
        connected((left, right) -> {
            ShapingSpec spec = ShapingSpec.of("left").namespace(left).both(Shape.of(SLOW));
            try (Shaping shaping = Shaping.create(spec)) {
                assertThat(shaping).isNotNull();
                assertThat(send(left, right, "10.7.0.2")).isGreaterThan(AT_LEAST);
                assertThat(send(right, left, "10.7.0.1")).isGreaterThan(AT_LEAST);
                assertThat(Links.in(left).list())
                        .extracting(l -> l.kind().orElse(""))
                        .contains("ifb");
                try (TrafficControl tc = TrafficControl.open(left, "left")) {
                    Qdisc out = tc.qdisc(Handle.ROOT).orElseThrow();
                    assertThat(out.get(Tbf.RATE)).contains(SLOW);
                    assertThat(out.stats().bytes()).isGreaterThan(BYTES);
                    assertThat(out.stats().overLimits()).isPositive();
                    Filter in = tc.filters(Handle.CLSACT_INGRESS).get(0);
                    assertThat(in.actions().get(0).stats().bytes()).isGreaterThan(BYTES);
                }
            }
            assertThat(Links.in(left).list())
                    .extracting(l -> l.kind().orElse(""))
                    .doesNotContain("ifb");
            try (TrafficControl tc = TrafficControl.open(left, "left")) {
                assertThat(tc.qdisc(Handle.INGRESS)).isEmpty();
                assertThat(tc.qdiscs()).noneMatch(q -> q.kind().equals("tbf"));
            }
            assertThat(send(left, right, "10.7.0.2")).isPositive();
        });
    }

    @Test
    @Requires(Requirement.TC_TBF)
    void whatComesInIsShapedAtThePeer() throws Exception {
        connected((left, right) -> {
            ShapingSpec spec =
                    ShapingSpec.of("left").namespace(left).in(Shape.of(SLOW)).peer(right, "right");
            try (Shaping shaping = Shaping.create(spec)) {
                assertThat(send(right, left, "10.7.0.1")).isGreaterThan(AT_LEAST);
                try (TrafficControl tc = TrafficControl.open(left, "left")) {
                    assertThat(tc.qdiscs()).noneMatch(q -> q.kind().equals("tbf"));
                }
                shaping.close();
                try (TrafficControl tc = TrafficControl.open(right, "right")) {
                    assertThat(tc.qdiscs()).noneMatch(q -> q.kind().equals("tbf"));
                }
            }
        });
    }

    @Test
    @Requires({Requirement.TC_NETEM, Requirement.TC_TBF, Requirement.TC_U32, Requirement.TC_MIRRED, Requirement.LINK_IFB
    })
    void aDelayIsThereAndBack() throws Exception {
        connected((left, right) -> {
            Shape shape = Shape.of(SLOW).delay(Duration.ofMillis(50)).jitter(Duration.ofMillis(1));
            InetAddress there = InetAddress.getByName("10.7.0.2");
            try (Shaping shaping = Shaping.create(
                            ShapingSpec.of("left").namespace(left).both(shape));
                    ServerSocket server = right.call(() -> new ServerSocket(0, 1, there))) {
                assertThat(shaping).isNotNull();
                long start = System.nanoTime();
                try (Socket socket = left.call(() -> connect(there, server.getLocalPort()))) {
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(98));
                    assertThat(socket.isConnected()).isTrue();
                }
                assertThat(send(left, right, "10.7.0.2")).isGreaterThan(AT_LEAST);
                try (TrafficControl tc = TrafficControl.open(left, "left")) {
                    assertThat(tc.qdiscs()).extracting(Qdisc::kind).contains("tbf", "netem", "clsact");
                }
            }
        });
    }

    /** Somebody else's qdisc is in the way: nothing is left of ours, and theirs is as it was. */
    @Test
    @Requires({Requirement.TC_TBF, Requirement.TC_U32, Requirement.TC_MIRRED, Requirement.LINK_IFB})
    void whatFailsHalfWayIsUndone() throws Exception {
        connected((left, right) -> {
            try (Network network = Network.in(left);
                    TrafficControl tc = TrafficControl.open(left, "left")) {
                int links = network.links().list().size();
                tc.addQdisc(Handle.INGRESS, OtherQdisc.CLSACT);
                assertThatExceptionOfType(NetlinkException.class)
                        .isThrownBy(() -> Shaping.create(
                                ShapingSpec.of("left").namespace(left).both(Shape.of(SLOW))))
                        .matches(e -> e.errno() == Errno.EEXIST);
                assertThat(network.links().list()).hasSize(links);
                assertThat(tc.qdiscs())
                        .extracting(Qdisc::kind)
                        .contains("clsact")
                        .doesNotContain("tbf");
            }
        });
    }

    @Test
    @Requires(Requirement.TC_TBF)
    void whatSomebodyHasPutInItsPlaceStays() throws Exception {
        connected((left, right) -> {
            Shaping shaping =
                    Shaping.create(ShapingSpec.of("left").namespace(left).out(Shape.of(SLOW)));
            try (TrafficControl tc = TrafficControl.open(left, "left")) {
                tc.replaceQdisc(Handle.ROOT, Handle.of("9:"), Fifo.packets().limit(9));
                shaping.close();
                assertThat(tc.qdisc(Handle.ROOT).orElseThrow().get(Fifo.LIMIT)).hasValue(9L);
            }
            shaping.close();
        });
    }
}
