package io.jlinux.benchmarks;

import io.jlinux.net.Link;
import io.jlinux.net.Network;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
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

    /** The namespace with the links, and a socket in it. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public static class ManyLinks {
        private NamespaceHandle namespace;
        private Network network;

        @Setup(Level.Trial)
        public void create() throws IOException {
            namespace = Namespace.NET.create();
            network = Network.in(namespace);
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

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    public void ip(Floor c, ManyLinks links) throws IOException {
        c.server().run("vfork", 1, 0, NetworkTools.entered(links.path(), "ip", "-j", "link"));
    }
}
