package io.jlinux.examples.networks;

import io.jlinux.net.Cidr;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.Attachment;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.container.ForwardedPort;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A container behind address translation, reached from the outside by forwarded ports of the host, over TCP and UDP. Three
 * namespaces: the container, the host, and somebody outside. Needs root.
 */
public final class BehindNat {
    private static final String HOST = "192.0.2.1";
    private static final AttachOptions WEB =
            AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80)).forward(ForwardedPort.udp(5353, 53));

    private BehindNat() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("jlinux-networks");
        try (NamespaceHandle host = Namespace.NET.create();
                NamespaceHandle outside = Namespace.NET.create();
                NamespaceHandle box = Namespace.NET.create();
                Veth wan = Veth.create(VethSpec.of("wan", "eth0")
                        .namespace(host)
                        .address(Cidr.of("192.0.2.1/24"))
                        .peerNamespace(outside)
                        .peerAddress(Cidr.of("192.0.2.2/24"))
                        .up());
                ContainerNetwork network = ContainerNetwork.bridge(BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24"))
                        .namespace(host)
                        .directory(directory));
                Attachment web = network.attach(box, WEB)) {
            System.out.println("attached: " + web + " " + web.info().forwards() + ", behind " + wan.name());
            tcp(box, outside);
            udp(box, outside);
        } finally {
            Files.deleteIfExists(directory);
        }
    }

    private static void tcp(NamespaceHandle box, NamespaceHandle outside) throws IOException {
        try (ServerSocket server = NamespaceSockets.of(box).serverSocket();
                Socket client = NamespaceSockets.of(outside).socket()) {
            server.bind(new InetSocketAddress(80));
            client.connect(new InetSocketAddress(HOST, 8080), 10_000);
            try (Socket accepted = server.accept()) {
                System.out.println("TCP: the container is asked by " + Cidr.text(accepted.getInetAddress()));
            }
        }
    }

    private static void udp(NamespaceHandle box, NamespaceHandle outside) throws IOException {
        try (DatagramSocket server = NamespaceSockets.of(box).datagramSocket();
                DatagramSocket client = NamespaceSockets.of(outside).datagramSocket()) {
            server.bind(new InetSocketAddress(53));
            DatagramPacket packet = new DatagramPacket(new byte[1], 1, new InetSocketAddress(HOST, 5353));
            server.setSoTimeout(10_000);
            client.send(packet);
            server.receive(packet);
            System.out.println("UDP: the container is asked by " + Cidr.text(packet.getAddress()));
        }
    }
}
