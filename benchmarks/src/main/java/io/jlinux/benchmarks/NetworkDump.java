package io.jlinux.benchmarks;

import io.jlinux.net.Link;
import io.jlinux.net.Network;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkProtocol;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Request;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** All links of a namespace that has the loopback and 500 pairs of veth. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 3, time = 1)
public class NetworkDump {
    private static final int BATCH = 20;
    private static final int PAIRS = 500;
    private static final byte[] NO_ADDRESS = {};

    /** The namespace with the links, and a socket in it. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public static class ManyLinks {
        private NamespaceHandle namespace;
        private Network network;
        private NetlinkSocket socket;

        @Setup(Level.Trial)
        public void create() throws IOException {
            namespace = Namespace.NET.create();
            network = Network.in(namespace);
            socket = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace);
            for (int i = 0; i < PAIRS; i++) {
                Veth.create(VethSpec.of("v" + i, "p" + i).namespace(namespace).peerNamespace(namespace))
                        .detach();
            }
        }

        /** For other processes. */
        Path path() {
            String fd = String.valueOf(namespace.fd().number());
            return Path.of("/proc", String.valueOf(ProcessHandle.current().pid()), "fd", fd);
        }

        @TearDown(Level.Trial)
        public void drop() {
            socket.close();
            network.close();
            namespace.close();
        }
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c, ManyLinks links) throws IOException {
        c.server().run("network-dump", BATCH, 0, List.of(links.path().toString()));
    }

    @Benchmark
    public List<Link> jlinux(ManyLinks links) throws IOException {
        return links.network.links().list();
    }

    /** What C keeps of a link. */
    public record Summary(int index, String name, int mtu, byte[] address) {
        private static final int HEADER = 16;
        private static final int INDEX = 4;

        private static final int IFLA_ADDRESS = 1;
        private static final int IFLA_IFNAME = 3;
        private static final int IFLA_MTU = 4;
        private static final int IFLA_EXT_MASK = 29;
        private static final int RTEXT_FILTER_SKIP_STATS = 8;
        private static final int RTM_GETLINK = 18;

        private static final Request ALL = new Request(
                RTM_GETLINK,
                0,
                AttributeNames.NONE,
                "dump",
                "links",
                w -> w.bytes(new byte[HEADER]).attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS));

        static Summary decode(Message message) throws NetlinkException {
            String name = "";
            int mtu = 0;
            byte[] address = NO_ADDRESS;
            for (AttributeReader a = message.attributes(HEADER); a.next(); ) {
                switch (a.type()) {
                    case IFLA_IFNAME -> name = a.string();
                    case IFLA_MTU -> mtu = a.u32();
                    case IFLA_ADDRESS -> address = a.bytes();
                    default -> {}
                }
            }
            return new Summary(message.u32(INDEX), name, mtu, address);
        }
    }

    /** The three properties that C keeps, in the way that is open to everybody for families that JLinux has not. */
    @Benchmark
    public List<Summary> jlinuxAsC(ManyLinks links) throws IOException {
        return links.socket.dump(Summary.ALL, Summary::decode);
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    public void ip(Floor c, ManyLinks links) throws IOException {
        c.server().run("vfork", 1, 0, NetworkTools.entered(links.path(), "ip", "-j", "link"));
    }
}
