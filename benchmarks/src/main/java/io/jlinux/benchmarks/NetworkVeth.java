package io.jlinux.benchmarks;

import io.jlinux.net.Veth;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Creation of a pair of veth: in a namespace that a batch of them makes, and drops. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 3, time = 1)
public class NetworkVeth {
    private static final int BATCH = 100;

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        c.server().run("network-veth", BATCH, 0, List.of());
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void jlinux() throws IOException {
        try (NamespaceScope own = Namespace.unshare(Namespace.NET)) {
            for (int i = 0; i < BATCH; i++) Veth.create("v" + i, "p" + i).detach();
        }
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    public void ip(Floor c) throws IOException {
        c.server()
                .run(
                        "vfork",
                        1,
                        0,
                        NetworkTools.unshared("ip", "link", "add", "name", "v", "type", "veth", "peer", "name", "p"));
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void ipBatch(Floor c) throws IOException {
        Path lines = Workshop.bundle().resolveSibling("veth.batch");
        if (!Files.exists(lines)) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < BATCH; i++) text.append("link add v%d type veth peer name p%d\n".formatted(i, i));
            Files.writeString(lines, text);
        }
        c.server().run("vfork", 1, 0, NetworkTools.unshared("ip", "-batch", lines.toString()));
    }
}
