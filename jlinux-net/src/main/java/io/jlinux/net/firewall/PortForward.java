package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Ports of this host that lead to another address. Immutable.
 *
 * @param protocol of both ends
 * @param hostAddress which of this host's addresses; empty for all of them
 * @param hostPorts which ports of this host
 * @param address where to, IPv4 or IPv6; what comes by the other one is not forwarded
 * @param port where the first of the host's ports leads to; the others follow one by one
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), NAT statements</a>
 */
public record PortForward(
        TransportProtocol protocol,
        Optional<InetAddress> hostAddress,
        PortRange hostPorts,
        InetAddress address,
        int port) {
    public PortForward {
        if (hostPorts.first() == 0) throw new IllegalArgumentException("port 0 of the host");
        if (port < 1 || port + hostPorts.last() - hostPorts.first() > 65535) {
            throw new IllegalArgumentException("to port " + port + " and those behind it");
        }
        boolean mixed = hostAddress.isPresent() && hostAddress.get().getAddress().length != address.getAddress().length;
        if (mixed) throw new IllegalArgumentException("from " + hostAddress.get() + " to " + address);
    }

    /** One port. */
    public static PortForward of(TransportProtocol protocol, int hostPort, InetAddress address, int port) {
        return of(protocol, PortRange.of(hostPort), address, port);
    }

    /** Several ports, to as many from {@code port} on. */
    public static PortForward of(TransportProtocol protocol, PortRange hostPorts, InetAddress address, int port) {
        return new PortForward(protocol, Optional.empty(), hostPorts, address, port);
    }

    public static PortForward tcp(int hostPort, InetAddress address, int port) {
        return of(TransportProtocol.TCP, hostPort, address, port);
    }

    public static PortForward udp(int hostPort, InetAddress address, int port) {
        return of(TransportProtocol.UDP, hostPort, address, port);
    }

    /** Only what goes to this address of the host. */
    public PortForward on(InetAddress host) {
        return new PortForward(protocol, Optional.of(host), hostPorts, address, port);
    }

    boolean isIpv6() {
        return address.getAddress().length == 16;
    }

    /** Whether they would take the same packets. */
    boolean overlaps(PortForward other) {
        boolean ports = hostPorts.first() <= other.hostPorts.last() && other.hostPorts.first() <= hostPorts.last();
        boolean hosts = hostAddress.isEmpty() || other.hostAddress.isEmpty() || hostAddress.equals(other.hostAddress);
        return protocol == other.protocol && isIpv6() == other.isIpv6() && ports && hosts;
    }

    /** {@code tcp 8080 to 10.7.0.2:80}; short enough for the comment of a rule. */
    @Override
    public String toString() {
        String host = hostAddress.map(a -> text(a) + ":").orElse("");
        String ports = hostPorts.first() == hostPorts.last()
                ? Integer.toString(hostPorts.first())
                : hostPorts.first() + "-" + hostPorts.last();
        String name = protocol.name().toLowerCase(java.util.Locale.ROOT);
        return name + " " + host + ports + " to " + text(address) + ":" + port;
    }

    private static String text(InetAddress address) {
        String text = new Cidr(address, 0).toString();
        String host = text.substring(0, text.indexOf('/'));
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
