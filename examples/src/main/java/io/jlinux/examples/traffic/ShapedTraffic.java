package io.jlinux.examples.traffic;

import io.jlinux.net.Cidr;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.tc.Rate;
import io.jlinux.net.tc.Shape;
import io.jlinux.net.tc.Shaping;
import io.jlinux.net.tc.ShapingSpec;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.FutureTask;

/**
 * A link that is given 10 Mbit/s and 50 ms each way, and what a ping and a transfer over it take, before and after. The left end's
 * sending is shaped at its root, its receiving through an ifb. Needs root.
 */
public final class ShapedTraffic {
    private static final int BYTES = 1_000_000;

    private ShapedTraffic() {}

    public static void main(String[] args) throws Exception {
        try (NamespaceHandle left = Namespace.NET.create();
                NamespaceHandle right = Namespace.NET.create();
                Veth veth = Veth.create(VethSpec.of("left", "right")
                        .namespace(left)
                        .peerNamespace(right)
                        .address(Cidr.of("10.7.0.1/24"))
                        .peerAddress(Cidr.of("10.7.0.2/24"))
                        .up())) {
            measure(veth + " as it is", left, right);
            Shape rate = Shape.of(Rate.mbit(10));
            try {
                measureShaped("10 Mbit/s and 50 ms each way", rate.delay(Duration.ofMillis(50)), left, right);
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT) throw e;
                System.out.println("no delay: " + e.getMessage()); // a kernel without netem
                measureShaped("10 Mbit/s", rate, left, right);
            }
            measure("as before", left, right);
        }
    }

    @SuppressWarnings("try") // that it is open is the point
    private static void measureShaped(String what, Shape shape, NamespaceHandle left, NamespaceHandle right)
            throws Exception {
        try (Shaping s = Shaping.create(ShapingSpec.of("left").namespace(left).both(shape))) {
            measure(what, left, right);
        }
    }

    private static void measure(String what, NamespaceHandle left, NamespaceHandle right) throws Exception {
        InetAddress there = InetAddress.getByName("10.7.0.2");
        left.call(() -> there.isReachable(5000)); // who has 10.7.0.2? is asked once
        long start = System.nanoTime();
        left.call(() -> there.isReachable(5000)); // an ICMP echo, as root
        double ping = (System.nanoTime() - start) / 1e6;
        try (ServerSocket server = right.call(() -> new ServerSocket(0, 1, there));
                Socket out = left.call(() -> new Socket(there, server.getLocalPort()));
                Socket in = server.accept()) {
            start = System.nanoTime();
            FutureTask<Integer> received =
                    new FutureTask<>(() -> in.getInputStream().readNBytes(BYTES).length);
            new Thread(received).start();
            out.getOutputStream().write(new byte[BYTES]);
            double rate = received.get() * 8e3 / (System.nanoTime() - start);
            System.out.printf(Locale.ROOT, "%s: ping %.1f ms, transfer %.1f Mbit/s%n", what, ping, rate);
        }
    }
}
