package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.TransportProtocol;
import io.jlinux.net.firewall.PortForward;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * A port of the host by which a container is reached. A value.
 *
 * @param protocol TCP or UDP
 * @param hostAddress the one address of the host where it is; empty for all
 * @param hostPort 1 to 65535
 * @param containerPort 1 to 65535
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), dnat</a>
 */
public record ForwardedPort(Protocol protocol, Optional<InetAddress> hostAddress, int hostPort, int containerPort) {
    /** What is forwarded. */
    public enum Protocol {
        TCP,
        UDP;

        /** {@code tcp}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ForwardedPort {
        checkPort(hostPort);
        checkPort(containerPort);
    }

    private static void checkPort(int port) {
        if (port < 1 || port > 65535) throw new IllegalArgumentException("not a port: " + port);
    }

    public static ForwardedPort tcp(int hostPort, int containerPort) {
        return new ForwardedPort(Protocol.TCP, Optional.empty(), hostPort, containerPort);
    }

    public static ForwardedPort udp(int hostPort, int containerPort) {
        return new ForwardedPort(Protocol.UDP, Optional.empty(), hostPort, containerPort);
    }

    /** Whether it can lead to a container's address: ports of one address of the host lead to the same family. */
    boolean isFor(InetAddress container) {
        int bytes = container.getAddress().length;
        return hostAddress.isEmpty() || hostAddress.get().getAddress().length == bytes;
    }

    PortForward to(InetAddress container) {
        TransportProtocol transport = protocol == Protocol.TCP ? TransportProtocol.TCP : TransportProtocol.UDP;
        PortForward forward = PortForward.of(transport, hostPort, container, containerPort);
        return hostAddress.isPresent() ? forward.on(hostAddress.get()) : forward;
    }

    /** At this address of the host only. */
    public ForwardedPort at(InetAddress address) {
        return new ForwardedPort(protocol, Optional.of(address), hostPort, containerPort);
    }

    /**
     * Reads {@code 8080:80}, {@code 53:53/udp}, {@code 192.0.2.1:8080:80/tcp} or {@code [2001:db8::1]:8080:80}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static ForwardedPort of(String text) {
        int slash = text.indexOf('/');
        String ports = slash < 0 ? text : text.substring(0, slash);
        Protocol protocol = slash < 0 ? Protocol.TCP : protocol(text.substring(slash + 1), text);
        int second = ports.lastIndexOf(':');
        if (second < 0) throw bad(text);
        int first = ports.lastIndexOf(':', second - 1);
        int host = number(ports.substring(first + 1, second), text);
        int container = number(ports.substring(second + 1), text);
        Optional<InetAddress> address =
                first < 0 ? Optional.empty() : Optional.of(address(ports.substring(0, first), text));
        return new ForwardedPort(protocol, address, host, container);
    }

    private static InetAddress address(String text, String whole) {
        if (text.startsWith("[") != text.endsWith("]")) throw bad(whole);
        if (text.startsWith("[")) return Cidr.address(text.substring(1, text.length() - 1));
        if (text.indexOf(':') >= 0) throw bad(whole);
        return Cidr.address(text);
    }

    private static Protocol protocol(String text, String whole) {
        return switch (text) {
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            default -> throw bad(whole);
        };
    }

    private static int number(String text, String whole) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) throw bad(whole);
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException bad(String whole) {
        return new IllegalArgumentException("not a forwarded port, as 8080:80 or 192.0.2.1:53:53/udp: " + whole);
    }

    /** {@code 8080:80/tcp}; {@link #of} reads it. */
    @Override
    public String toString() {
        return hostAddress.map(ForwardedPort::literal).orElse("") + hostPort + ":" + containerPort + "/" + protocol;
    }

    private static String literal(InetAddress address) {
        boolean ipv6 = address.getAddress().length == 16;
        return (ipv6 ? "[" + Cidr.text(address) + "]" : Cidr.text(address)) + ":";
    }
}
