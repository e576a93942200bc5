package io.jlinux.examples.networks;

import io.jlinux.net.Cidr;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.net.InetAddress;

/**
 * Two network namespaces, a cable between them, and an echo each way: what {@code ip netns add}, {@code ip link add … type veth},
 * {@code ip address add}, {@code ip link set … up} and {@code ping} do, in one process.
 *
 * <p>Needs root. Everything is gone when it ends.
 */
public final class TwoNamespacesPing {
    private static final int PATIENCE_MILLIS = 10_000;

    private TwoNamespacesPing() {}

    public static void main(String[] args) throws IOException {
        try (NamespaceHandle left = Namespace.NET.create();
                NamespaceHandle right = Namespace.NET.create();
                Veth veth = Veth.create(VethSpec.of("to-right", "to-left")
                        .namespace(left)
                        .address(Cidr.of("10.7.0.1/24"))
                        .address(Cidr.of("fd00:7::1/64"))
                        .peerNamespace(right)
                        .peerAddress(Cidr.of("10.7.0.2/24"))
                        .peerAddress(Cidr.of("fd00:7::2/64"))
                        .up())) {
            System.out.println("a veth with an end in each of two namespaces: " + veth.name());
            ping("left", left, "10.7.0.2");
            ping("right", right, "10.7.0.1");
            ping("left", left, "fd00:7::2");
            ping("right", right, "fd00:7::1");
            ping("left", left, "10.7.0.3");
        } catch (LinuxException e) {
            if (e.errno() != Errno.EPERM) throw e;
            System.out.println("This example needs root. " + e.getMessage());
        }
    }

    /** With the rights of root the JDK sends ICMP echo requests, as ping(8) does. */
    private static void ping(String name, NamespaceHandle from, String address) throws IOException {
        InetAddress target = InetAddress.getByName(address);
        boolean near = address.endsWith("3");
        boolean answered = from.<Boolean, IOException>call(() -> target.isReachable(near ? 200 : PATIENCE_MILLIS));
        System.out.printf("%s pings %s: %s%n", name, address, answered ? "answered" : "no answer");
    }
}
