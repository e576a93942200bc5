package io.jlinux.examples.containers;

import io.jlinux.net.Cidr;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerResult;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Two containers on one bridge, a server and a client, each with an address and a name of its own: {@code NetworkedContainer
 * ROOTFS}, a directory with busybox, as root. Everything is taken back in the end.
 */
public final class NetworkedContainer {
    private static final int PORT = 7777;

    private NetworkedContainer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path leases = Files.createTempDirectory("jlinux-leases");
        BridgeNetworkSpec spec =
                BridgeNetworkSpec.of("jlinux-ex0", Cidr.of("10.213.8.0/24")).directory(leases);
        try (ContainerNetwork network = ContainerNetwork.bridge(spec)) {
            OciBundle bundle = OciBundle.ofRootfs(Path.of(args[0])).throwAway().network(network);
            talk(bundle);
            System.out.println("still attached: " + network.attachments().size());
        } finally {
            try (Stream<Path> files = Files.walk(leases)) {
                for (Path p : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
            }
        }
    }

    private static void talk(OciBundle bundle) throws IOException, InterruptedException {
        // not "echo … | nc -l": a client that has nothing to say closes its side at once, and nc may end before it has
        // read of its pipe
        String[] serve = {"nc", "-l", "-p", "" + PORT, "-e", "sh", "-c", "echo \"hello from $(hostname)\""};
        try (OciContainer server = bundle.hostname("server").command(serve).start(ContainerIo.none())) {
            InetAddress address = server.attachment().orElseThrow().address();
            System.out.println("the server is " + address.getHostAddress());
            String ask = "until nc " + address.getHostAddress() + " " + PORT + "; do sleep 1; done; cat /etc/hostname";
            ContainerResult client = bundle.hostname("client")
                    .command("sh", "-c", ask)
                    .timeout(Duration.ofSeconds(60))
                    .capture();
            System.out.print(client.out());
        }
    }
}
