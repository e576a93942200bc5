package io.jlinux.net;

import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server in one network namespace and a client in another, both used from a thread that is in neither. */
@Requires(ROOT)
@NoLeaks
@Timeout(60)
class SocketsOverVethTest {
    @Test
    void aClientReachesAServerInAnotherNamespace() throws Exception {
        InetAddress address = InetAddress.getByName("10.7.0.1");
        try (NamespaceHandle near = Namespace.NET.create();
                NamespaceHandle far = Namespace.NET.create();
                Veth veth = Veth.create(VethSpec.of("a", "b")
                        .namespace(near)
                        .peerNamespace(far)
                        .address(Cidr.of("10.7.0.1/24"))
                        .peerAddress(Cidr.of("10.7.0.2/24"))
                        .up());
                ServerSocket server = NamespaceSockets.of(near).serverSocket();
                Socket client = NamespaceSockets.of(far).socket()) {
            assertThat(veth.index()).isPositive();
            server.bind(new InetSocketAddress(address, 0));
            client.connect(new InetSocketAddress(address, server.getLocalPort()), 10_000);
            try (Socket accepted = server.accept()) {
                client.getOutputStream().write(42);
                assertThat(accepted.getInputStream().read()).isEqualTo(42);
                assertThat(accepted.getInetAddress()).isEqualTo(InetAddress.getByName("10.7.0.2"));
            }
        }
    }
}
