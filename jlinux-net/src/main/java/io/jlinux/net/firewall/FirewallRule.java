package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.LinkName;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A rule of a {@link Firewall}: what it is about, and what becomes of it. What is not said is any. Immutable.
 *
 * @param direction which packets come by it
 * @param action what becomes of those that it is about
 * @param from networks, of which the source is in one; empty for any
 * @param to networks, of which the destination is in one; empty for any
 * @param fromSet the name of a set of addresses that the source is in
 * @param toSet the name of a set of addresses that the destination is in
 * @param in the link that it comes in by; {@code veth*} for all that begin so
 * @param out the link that it goes out by
 * @param protocol with ports
 * @param ports of the destination; empty for any
 * @param icmp ICMP and ICMPv6, of any type
 * @param log what is put before a line in the kernel's log
 * @param comment up to 100 bytes, for those who look
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Rules</a>
 */
public record FirewallRule(
        Direction direction,
        Action action,
        List<Cidr> from,
        List<Cidr> to,
        Optional<String> fromSet,
        Optional<String> toSet,
        Optional<String> in,
        Optional<String> out,
        Optional<TransportProtocol> protocol,
        List<PortRange> ports,
        boolean icmp,
        Optional<String> log,
        Optional<String> comment) {
    /** Which packets. */
    public enum Direction {
        /** For this host. */
        INPUT,
        /** From somewhere to somewhere else. */
        FORWARD,
        /** From this host. */
        OUTPUT
    }

    /** What becomes of a packet. */
    public enum Action {
        ACCEPT,
        DROP,
        /** Refused, and the sender is told. */
        REJECT
    }

    private static final int MAX_COMMENT = 100;

    public FirewallRule {
        from = List.copyOf(from);
        to = List.copyOf(to);
        ports = List.copyOf(ports);
        if (direction == Direction.INPUT && out.isPresent())
            throw new IllegalArgumentException("input goes out of none");
        if (direction == Direction.OUTPUT && in.isPresent())
            throw new IllegalArgumentException("output comes in by none");
        if (!ports.isEmpty() && protocol.isEmpty()) throw new IllegalArgumentException("ports of no protocol");
        if (icmp && protocol.isPresent()) throw new IllegalArgumentException("ICMP and " + protocol.get());
        if (!from.isEmpty() && fromSet.isPresent()) throw new IllegalArgumentException("a list and a set of sources");
        if (!to.isEmpty() && toSet.isPresent()) throw new IllegalArgumentException("a list and a set of destinations");
        in.ifPresent(FirewallRule::checkLink);
        out.ifPresent(FirewallRule::checkLink);
        if (comment.isPresent() && comment.get().length() > MAX_COMMENT)
            throw new IllegalArgumentException(comment.get());
    }

    private static void checkLink(String name) {
        LinkName.check(name.length() > 1 && name.endsWith("*") ? name.substring(0, name.length() - 1) : name);
    }

    private static FirewallRule of(Direction direction, Action action) {
        return new FirewallRule(
                direction,
                action,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** Lets packets through. */
    public static FirewallRule allow(Direction direction) {
        return of(direction, Action.ACCEPT);
    }

    /** Loses packets without a word. */
    public static FirewallRule drop(Direction direction) {
        return of(direction, Action.DROP);
    }

    /** Refuses packets: with TCP's reset where it is about TCP, else port unreachable. */
    public static FirewallRule reject(Direction direction) {
        return of(direction, Action.REJECT);
    }

    /** From one of these networks, IPv4, IPv6 or both. */
    public FirewallRule from(Cidr... networks) {
        return with(d -> d.from = List.of(networks));
    }

    /** To one of these networks. */
    public FirewallRule to(Cidr... networks) {
        return with(d -> d.to = List.of(networks));
    }

    /** From an address of the set {@link FirewallSpec#addresses} of this name. */
    public FirewallRule fromSet(String name) {
        return with(d -> d.fromSet = Optional.of(name));
    }

    /** To an address of the set of this name. */
    public FirewallRule toSet(String name) {
        return with(d -> d.toSet = Optional.of(name));
    }

    /** That comes in by this link; {@code veth*} for all that begin so. */
    public FirewallRule in(String link) {
        return with(d -> d.in = Optional.of(link));
    }

    /** That goes out by this link. */
    public FirewallRule out(String link) {
        return with(d -> d.out = Optional.of(link));
    }

    /** To these ports of TCP; to any without. */
    public FirewallRule tcp(int... port) {
        return ports(TransportProtocol.TCP, port);
    }

    /** To these ports of UDP; to any without. */
    public FirewallRule udp(int... port) {
        return ports(TransportProtocol.UDP, port);
    }

    private FirewallRule ports(TransportProtocol of, int... port) {
        List<PortRange> list = new ArrayList<>();
        for (int p : port) list.add(PortRange.of(p));
        return ports(of, list.toArray(new PortRange[0]));
    }

    /** To these ports. */
    public FirewallRule ports(TransportProtocol of, PortRange... ranges) {
        return with(d -> {
            d.protocol = Optional.of(of);
            d.ports = List.copyOf(Set.of(ranges));
        });
    }

    /** ICMP and ICMPv6, such as echo requests. */
    public FirewallRule anyIcmp() {
        return with(d -> d.icmp = true);
    }

    /** A line in the kernel's log for each; with a limit of 10 a second. */
    public FirewallRule log(String prefix) {
        return with(d -> d.log = Optional.of(prefix));
    }

    public FirewallRule comment(String text) {
        return with(d -> d.comment = Optional.of(text));
    }

    private FirewallRule with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.value();
    }

    /** A copy that is being changed. */
    private static final class Draft {
        private Direction direction;
        private Action action;
        private List<Cidr> from;
        private List<Cidr> to;
        private Optional<String> fromSet;
        private Optional<String> toSet;
        private Optional<String> in;
        private Optional<String> out;
        private Optional<TransportProtocol> protocol;
        private List<PortRange> ports;
        private boolean icmp;
        private Optional<String> log;
        private Optional<String> comment;

        Draft(FirewallRule o) {
            direction = o.direction;
            action = o.action;
            from = o.from;
            to = o.to;
            fromSet = o.fromSet;
            toSet = o.toSet;
            in = o.in;
            out = o.out;
            protocol = o.protocol;
            ports = o.ports;
            icmp = o.icmp;
            log = o.log;
            comment = o.comment;
        }

        FirewallRule value() {
            return new FirewallRule(
                    direction, action, from, to, fromSet, toSet, in, out, protocol, ports, icmp, log, comment);
        }
    }
}
