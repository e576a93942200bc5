package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import io.jlinux.net.conntrack.Connection;
import io.jlinux.net.conntrack.ConnectionFilter;
import io.jlinux.net.conntrack.Conntrack;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.Collection;
import java.util.List;

/**
 * Has the kernel forget UDP connections that are not as the forwards are now: a client that goes on sending from one port would
 * else be sent where it was before, as long as it does not pause.
 */
final class UdpFlush {
    private UdpFlush() {}

    /** Those to ports that lead elsewhere from now on, and those that were led where nothing leads to any more. */
    static void run(
            Conntrack conntrack, NamespaceHandle host, Collection<PortForward> added, Collection<PortForward> removed)
            throws LinuxException {
        List<PortForward> in = udp(added);
        List<PortForward> out = udp(removed);
        if (in.isEmpty() && out.isEmpty()) return;
        LocalAddresses local = LocalAddresses.of(host, in);
        conntrack.delete(ConnectionFilter.ANY
                .protocol(TransportProtocol.UDP)
                .and(c -> in.stream().anyMatch(f -> passesBy(f, c, local))
                        || out.stream().anyMatch(f -> isTo(f, c) && isLed(f, c))));
    }

    /**
     * Those that began while the table was not there: to ports that lead elsewhere, and from a network to the outside with its
     * own address, which gets no answer.
     */
    static void afterGap(Conntrack conntrack, NamespaceHandle host, NatSpec spec) throws LinuxException {
        List<PortForward> in = udp(spec.forwards());
        List<NatSpec.Masquerade> out = spec.masquerades();
        if (in.isEmpty() && out.isEmpty()) return;
        LocalAddresses local = LocalAddresses.of(host, in);
        conntrack.delete(ConnectionFilter.ANY
                .protocol(TransportProtocol.UDP)
                .and(c -> in.stream().anyMatch(f -> passesBy(f, c, local))
                        || out.stream().anyMatch(m -> leavesAsItIs(m.network(), c))));
    }

    private static boolean leavesAsItIs(Cidr network, Connection c) {
        return network.contains(c.original().source())
                && !network.contains(c.original().destination())
                && !c.hasSourceChanged();
    }

    private static List<PortForward> udp(Collection<PortForward> forwards) {
        return forwards.stream()
                .filter(f -> f.protocol() == TransportProtocol.UDP)
                .toList();
    }

    /** Whether the forward would take it, were it to begin now; what goes to the same port of others is none of its business. */
    private static boolean passesBy(PortForward f, Connection c, LocalAddresses local) {
        return isTo(f, c)
                && !isLed(f, c)
                && (f.hostAddress().isPresent() || local.has(c.original().destination()));
    }

    /** Whether it was begun to the ports, and the address, of the forward. */
    private static boolean isTo(PortForward f, Connection c) {
        PortRange ports = f.hostPorts();
        int port = c.original().destinationPort();
        boolean address = f.hostAddress()
                .map(a -> a.equals(c.original().destination()))
                .orElse(c.original().isIpv6() == f.isIpv6());
        return port >= ports.first() && port <= ports.last() && address;
    }

    /** Whether it is led where the forward leads to. */
    private static boolean isLed(PortForward f, Connection c) {
        int offset = c.original().destinationPort() - f.hostPorts().first();
        return new Cidr(f.address(), 0).address().equals(c.reply().source())
                && c.reply().sourcePort() == f.port() + offset;
    }
}
