package io.jlinux.net.conntrack;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Which connections: all that meet every condition. Immutable.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/conntrack.8.html">conntrack(8), Filter parameters</a>
 */
public final class ConnectionFilter {
    /** All of them. */
    public static final ConnectionFilter ANY = new ConnectionFilter(c -> true);

    private final Predicate<Connection> condition;

    private ConnectionFilter(Predicate<Connection> condition) {
        this.condition = condition;
    }

    public ConnectionFilter and(Predicate<Connection> more) {
        return new ConnectionFilter(condition.and(more));
    }

    public ConnectionFilter protocol(TransportProtocol protocol) {
        return and(c -> c.original().protocol() == protocol.number());
    }

    /** Begun from this network. */
    public ConnectionFilter originalSource(Cidr network) {
        return and(c -> network.contains(c.original().source()));
    }

    /** Begun to this network, before any translation. */
    public ConnectionFilter originalDestination(Cidr network) {
        return and(c -> network.contains(c.original().destination()));
    }

    /** Begun to one of these ports, before any translation. */
    public ConnectionFilter originalPort(PortRange ports) {
        return and(c -> within(ports, c.original().destinationPort()));
    }

    /** Answered by this address: where they go after translation. */
    public ConnectionFilter answeredBy(InetAddress address) {
        return and(c -> c.reply().source().equals(address));
    }

    /** Answered from one of these ports: where they go after translation. */
    public ConnectionFilter answeredFrom(PortRange ports) {
        return and(c -> within(ports, c.reply().sourcePort()));
    }

    /** Whose mark, of the bits in {@code mask}, is {@code value}. */
    public ConnectionFilter mark(int value, int mask) {
        return and(c -> (c.mark() & mask) == value);
    }

    public ConnectionFilter zone(int zone) {
        return and(c -> c.zone() == zone);
    }

    private static boolean within(PortRange ports, int port) {
        return port >= ports.first() && port <= ports.last();
    }

    public boolean matches(Connection connection) {
        return condition.test(connection);
    }
}
