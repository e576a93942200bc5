package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A port of the host that leads to one of a namespace.
 *
 * @param protocol of the port
 * @param hostAddress where the helper listens; empty for all addresses of the host
 * @param hostPort 1 to 65535; those below 1024 are refused to ordinary users, unless {@code net.ipv4.ip_unprivileged_port_start} says
 *     otherwise
 * @param guestPort 1 to 65535
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 */
public record HostForward(Protocol protocol, Optional<InetAddress> hostAddress, int hostPort, int guestPort) {
    /** Of the transport. */
    public enum Protocol {
        TCP,
        UDP
    }

    public HostForward {
        check(hostPort);
        check(guestPort);
    }

    public static HostForward tcp(int hostPort, int guestPort) {
        return new HostForward(Protocol.TCP, Optional.empty(), hostPort, guestPort);
    }

    public static HostForward udp(int hostPort, int guestPort) {
        return new HostForward(Protocol.UDP, Optional.empty(), hostPort, guestPort);
    }

    /** For this address of the host alone. */
    public HostForward on(InetAddress address) {
        return new HostForward(protocol, Optional.of(address), hostPort, guestPort);
    }

    /** As above, of a numeric address. */
    public HostForward on(String address) {
        return on(Cidr.address(address));
    }

    boolean isTcp() {
        return protocol == Protocol.TCP;
    }

    private static void check(int port) {
        if (port < 1 || port > 65535) throw new IllegalArgumentException("not a port: " + port);
    }

    /** {@code tcp 127.0.0.1:8080 to 80}. */
    @Override
    public String toString() {
        String host = hostAddress.map(a -> a.getHostAddress() + ":").orElse("");
        return (isTcp() ? "tcp " : "udp ") + host + hostPort + " to " + guestPort;
    }
}
