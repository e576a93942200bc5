package io.jlinux.examples.networks;

import io.jlinux.net.Cidr;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.Attachment;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Three containers on a bridge: each gets the next address, and reaches the two others and the host by it.
 *
 * <p>Needs root. A namespace stands for the host, so that yours stays as it is; leave {@code namespace} and {@code directory}
 * out, and the bridge is on your host.
 */
public final class ThreeContainers {
    private static final int PATIENCE_MILLIS = 10_000;

    private ThreeContainers() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("jlinux-networks");
        try (NamespaceHandle host = Namespace.NET.create();
                ContainerNetwork network = ContainerNetwork.bridge(BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24"))
                        .namespace(host)
                        .directory(directory));
                LinuxProcess one = container();
                LinuxProcess two = container();
                LinuxProcess three = container()) {
            List<LinuxProcess> containers = List.of(one, two, three);
            for (LinuxProcess c : containers) {
                Attachment a = network.attach(c.pid(), AttachOptions.of("container-" + (containers.indexOf(c) + 1)));
                System.out.println("attached: " + a);
            }
            for (LinuxProcess c : containers) {
                for (Attachment other : network.attachments()) ping(c, other.address());
                ping(c, InetAddress.getByName("10.7.0.1"));
            }
            System.out.println("every container reaches every other and the host");
            for (LinuxProcess c : containers) c.destroyForcibly();
        } catch (LinuxException e) {
            if (e.errno() != Errno.EPERM) throw e;
            System.out.println("This example needs root. " + e.getMessage());
        } finally {
            Files.deleteIfExists(directory);
        }
    }

    /** A process with a network and process ids of its own. */
    private static LinuxProcess container() throws IOException {
        return Spawn.command("/bin/cat").unshare(Namespace.NET, Namespace.PID).start();
    }

    private static void ping(LinuxProcess from, InetAddress to) throws IOException {
        try (NamespaceHandle inside = Namespace.NET.open(from.pid())) {
            boolean answered = inside.<Boolean, IOException>call(() -> to.isReachable(PATIENCE_MILLIS));
            if (!answered) throw new IOException(from.pid() + " does not reach " + to);
        }
    }
}
