package io.jlinux.oci.cni;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A port of the host that leads to one of a container.
 *
 * @param hostAddress the host's address that it is for; empty for all
 * @param hostPort 1 to 65535
 * @param containerPort 1 to 65535
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 * @see <a href="https://www.cni.dev/docs/conventions/">conventions: portMappings</a>
 */
public record PortMapping(Optional<InetAddress> hostAddress, int hostPort, int containerPort, String protocol) {
    public PortMapping {
        checkPort(hostPort);
        checkPort(containerPort);
        if (!protocol.matches("tcp|udp|sctp")) throw new IllegalArgumentException("not a protocol: " + protocol);
    }

    public static PortMapping tcp(int hostPort, int containerPort) {
        return new PortMapping(Optional.empty(), hostPort, containerPort, "tcp");
    }

    public static PortMapping udp(int hostPort, int containerPort) {
        return new PortMapping(Optional.empty(), hostPort, containerPort, "udp");
    }

    /** For this address of the host alone. */
    public PortMapping on(String address) {
        return new PortMapping(Optional.of(Cidr.address(address)), hostPort, containerPort, protocol);
    }

    private static void checkPort(int port) {
        if (port < 1 || port > 65535) throw new IllegalArgumentException("not a port: " + port);
    }
}
