package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Java sockets of another network namespace, used from this thread, which is not in it. */
@NoLeaks
@Timeout(60)
@Requires(Requirement.ROOT)
class NamespaceSocketsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private NamespaceHandle net;
    private NamespaceSockets inside;

    @BeforeEach
    void makeANetworkWithLoopbackOnly() throws Exception {
        try (LinuxProcess p = Spawn.command("/bin/sh", "-c", "echo up; read x")
                .unshare(Namespace.NET)
                .loopbackUp()
                .start()) {
            net = p.namespace(Namespace.NET);
        }
        inside = NamespaceSockets.of(net);
    }

    @AfterEach
    void close() {
        net.close();
    }

    private static InetSocketAddress any() {
        return new InetSocketAddress(LOOPBACK, 0);
    }

    private static void talk(Socket client, Socket server) throws IOException {
        client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(server.getInputStream().readNBytes(6), StandardCharsets.US_ASCII))
                .isEqualTo("hello\n");
    }

    @Test
    void aSocketAndAServerSocketMeetInside() throws Exception {
        try (ServerSocket server = inside.serverSocket();
                Socket client = inside.socket()) {
            server.bind(any());
            client.connect(server.getLocalSocketAddress());
            try (Socket accepted = server.accept()) {
                talk(client, accepted);
                assertThat(accepted.getInetAddress()).isEqualTo(LOOPBACK);
            }
        }
    }

    @Test
    void aServerInsideIsNotReachedFromOutside() throws Exception {
        try (ServerSocket server = inside.serverSocket();
                Socket outside = new Socket()) {
            server.bind(any());
            assertThatThrownBy(() -> outside.connect(server.getLocalSocketAddress()))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aServerOutsideIsNotReachedFromInside() throws Exception {
        try (ServerSocket server = new ServerSocket();
                Socket client = inside.socket()) {
            server.bind(any());
            assertThatThrownBy(() -> client.connect(server.getLocalSocketAddress()))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void theSamePortIsFreeInsideAndOutside() throws Exception {
        try (ServerSocket outside = new ServerSocket(0, 1, LOOPBACK);
                ServerSocket server =
                        inside.serverSocketFactory().createServerSocket(outside.getLocalPort(), 1, LOOPBACK)) {
            assertThat(server.getLocalPort()).isEqualTo(outside.getLocalPort());
        }
    }

    @Test
    void channelsMeetInside() throws Exception {
        try (ServerSocketChannel server = inside.serverSocketChannel();
                SocketChannel client = inside.socketChannel()) {
            server.bind(any());
            client.connect(server.getLocalAddress());
            try (SocketChannel accepted = server.accept()) {
                client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                ByteBuffer b = ByteBuffer.allocate(3);
                while (b.hasRemaining()) assertThat(accepted.read(b)).isPositive();
                assertThat(b.array()).containsExactly(1, 2, 3);
            }
        }
    }

    @Test
    void datagramsArriveInside() throws Exception {
        try (DatagramSocket a = inside.datagramSocket();
                DatagramChannel b = inside.datagramChannel()) {
            a.bind(any());
            b.bind(any());
            b.send(ByteBuffer.wrap(new byte[] {7}), a.getLocalSocketAddress());
            DatagramPacket p = new DatagramPacket(new byte[8], 8);
            a.receive(p);
            assertThat(p.getLength()).isEqualTo(1);
            assertThat(p.getSocketAddress()).isEqualTo(b.getLocalAddress());
        }
    }

    @Test
    void datagramSocketsOutsideAreElsewhere() throws Exception {
        try (DatagramSocket in = inside.datagramSocket();
                DatagramSocket out = new DatagramSocket(0, LOOPBACK)) {
            // the port is taken outside only
            in.bind(new InetSocketAddress(LOOPBACK, out.getLocalPort()));
            assertThat(in.getLocalPort()).isEqualTo(out.getLocalPort());
        }
    }

    @Test
    void factoriesConnectAndListenInside() throws Exception {
        try (ServerSocket server = inside.serverSocketFactory().createServerSocket(0);
                Socket client = inside.socketFactory().createSocket(LOOPBACK, server.getLocalPort());
                Socket accepted = server.accept();
                Socket byName = inside.socketFactory().createSocket("127.0.0.1", server.getLocalPort(), LOOPBACK, 0);
                Socket acceptedToo = server.accept()) {
            talk(client, accepted);
            talk(byName, acceptedToo);
            assertThatThrownBy(() -> inside.socketFactory().createSocket(LOOPBACK, 1))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aSocketOutlivesTheHandle() throws Exception {
        try (ServerSocket server = inside.serverSocket();
                Socket client = inside.socket()) {
            net.close();
            server.bind(any());
            client.connect(server.getLocalSocketAddress());
            try (Socket accepted = server.accept()) {
                talk(client, accepted);
            }
            assertThatThrownBy(inside::socket).isInstanceOf(IllegalStateException.class);
        }
    }

    @Tag("heavy")
    @Test
    void neitherTheJdkNorThisLibraryKeepsANamespace() throws Exception {
        Spawn jvm = Spawn.command(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SocketsMain.class.getName())
                .stderr(Stdio.inherit());
        assertThat(Run.text(jvm)).isEqualTo("kept: 0");
    }

    @Test
    void otherNamespacesAreRefused() throws Exception {
        try (NamespaceHandle uts = Namespace.UTS.current()) {
            assertThatThrownBy(() -> NamespaceSockets.of(uts)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
