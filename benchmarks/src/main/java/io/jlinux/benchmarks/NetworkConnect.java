package io.jlinux.benchmarks;

import io.jlinux.net.Cidr;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceScope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
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

/**
 * Two new namespaces with a pair of veth between them, addressed and up, and a datagram to the other end that is answered: by
 * the refusal of a port where nobody is, which is what ping(8) would see as an echo.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 3, time = 1)
public class NetworkConnect {
    private static final int BATCH = 20;
    private static final Cidr NEAR = Cidr.of("10.7.0.1/24");
    private static final Cidr FAR = Cidr.of("10.7.0.2/24");

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        c.server().run("network-connect", BATCH, 0, List.of());
    }

    @Benchmark
    public void jlinux() throws IOException {
        try (NamespaceScope near = Namespace.unshare(Namespace.NET);
                NamespaceHandle far = Namespace.NET.create()) {
            Veth.create(VethSpec.of("a", "b")
                            .address(NEAR)
                            .peerNamespace(far)
                            .peerAddress(FAR)
                            .up())
                    .detach();
            ask();
        }
    }

    /** With the system calls that the floor makes, and no others. */
    private static void ask() throws IOException {
        try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
            socket.connect(new InetSocketAddress(FAR.address(), 9));
            socket.write(ByteBuffer.allocate(1));
            socket.read(ByteBuffer.allocate(1));
            throw new IOException("somebody is there");
        } catch (PortUnreachableException e) {
            // the answer
        }
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    public void ip(Floor c) throws IOException {
        c.server().run("vfork", 1, 0, NetworkTools.unshared("sh", script("ip").toString()));
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    public void ipBatch(Floor c) throws IOException {
        c.server()
                .run(
                        "vfork",
                        1,
                        0,
                        NetworkTools.unshared("sh", script("ipBatch").toString()));
    }

    private static Path script(String name) throws IOException {
        Path script = Workshop.bundle().resolveSibling("connect-" + name);
        if (Files.exists(script)) return script;
        String far = """
                unshare --net sleep 60 & far=$!
                while [ /proc/$far/ns/net -ef /proc/self/ns/net ]; do :; done
                """;
        String one = """
                ip link add name near type veth peer name far netns $far
                nsenter -t $far -n ip address add 10.7.0.2/24 dev far
                nsenter -t $far -n ip link set dev far up
                ip address add 10.7.0.1/24 dev near
                ip link set dev near up
                """;
        String batch = """
                ip -batch - <<END
                link add name near type veth peer name far netns $far
                address add 10.7.0.1/24 dev near
                link set dev near up
                END
                nsenter -t $far -n ip -batch - <<END
                address add 10.7.0.2/24 dev far
                link set dev far up
                END
                """;
        String end = """
                ping -q -c 1 -W 5 10.7.0.2; status=$?
                kill $far
                exit $status
                """;
        return Files.writeString(script, far + (name.equals("ip") ? one : batch) + end);
    }
}
