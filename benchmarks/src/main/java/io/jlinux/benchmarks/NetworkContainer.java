package io.jlinux.benchmarks;

import io.jlinux.net.Cidr;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.container.NameServers;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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

/**
 * A hundred containers attached to a bridge, and taken away: the cost of each must not depend on how many are attached already, which {@link
 * NetworkContainerAmongMany} shows. The namespaces are made ahead and are not measured.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class NetworkContainer {
    private static final int BATCH = 100;

    /** Containers that are attached before and stay. */
    private final int before;

    private Path directory;
    private NamespaceHandle host;
    private ContainerNetwork others;
    private ContainerNetwork network;
    private final List<NamespaceHandle> namespaces = new ArrayList<>();
    private final List<NamespaceHandle> fresh = new ArrayList<>();

    /** While none are attached already. */
    public NetworkContainer() {
        this(0);
    }

    NetworkContainer(int before) {
        this.before = before;
    }

    @Setup(Level.Trial)
    public void fill() throws IOException {
        directory = Files.createTempDirectory("jlinux-networks");
        host = Namespace.NET.create();
        others = ContainerNetwork.bridge(spec());
        for (int i = 0; i < before; i++) {
            NamespaceHandle namespace = Namespace.NET.create();
            namespaces.add(namespace);
            others.attach(namespace, AttachOptions.of("before-" + i));
        }
    }

    private BridgeNetworkSpec spec() {
        return BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/16"))
                .names(NameServers.NONE)
                .namespace(host)
                .directory(directory);
    }

    @Setup(Level.Invocation)
    public void makeNamespaces() throws IOException {
        network = ContainerNetwork.bridge(spec());
        for (int i = 0; i < BATCH; i++) fresh.add(Namespace.NET.create());
    }

    private void attachAll() throws IOException {
        for (NamespaceHandle namespace : fresh) network.attach(namespace, AttachOptions.of("fresh"));
    }

    /** Address, veth with both ends, routes, loopback, and both ends carrying traffic. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void attach() throws IOException {
        attachAll();
    }

    /** The same, and all of them taken away again as one. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void attachAndClose() throws IOException {
        attachAll();
        network.close();
    }

    /** The same, and each of them taken away by itself. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void attachAndDetachEach() throws IOException {
        for (NamespaceHandle namespace : fresh) {
            network.attach(namespace, AttachOptions.of("fresh")).close();
        }
    }

    @TearDown(Level.Invocation)
    public void dropNamespaces() throws IOException {
        network.close();
        fresh.forEach(NamespaceHandle::close);
        fresh.clear();
    }

    @TearDown(Level.Trial)
    public void empty() throws IOException {
        others.close();
        namespaces.forEach(NamespaceHandle::close);
        host.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(NetworkContainer::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
