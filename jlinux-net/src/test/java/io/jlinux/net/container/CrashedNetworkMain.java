package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import java.nio.file.Path;

/**
 * A JVM of its own that holds a network until it is killed: {@code DIRECTORY NAME SUBNET PORT [PATH-OF-A-NAMESPACE]...}. Attached are a
 * namespace of its own, at {@code PORT}, and those that are given, at the ports after it. It says {@code ready} then.
 */
final class CrashedNetworkMain {
    private CrashedNetworkMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[3]);
        ContainerNetwork network = ContainerNetwork.bridge(
                BridgeNetworkSpec.of(args[1], Cidr.of(args[2])).directory(Path.of(args[0])));
        NamespaceHandle own = Namespace.NET.create();
        network.attach(own, AttachOptions.of("own").forward(ForwardedPort.tcp(port, 80)));
        for (int i = 4; i < args.length; i++) {
            NamespaceHandle other = Namespace.NET.open(Path.of(args[i]));
            network.attach(
                    other,
                    AttachOptions.of("other" + i)
                            .forward(ForwardedPort.tcp(port + i, 80))
                            .forward(ForwardedPort.udp(port + i, 53)));
        }
        System.out.println("ready");
        Thread.sleep(600_000);
    }
}
