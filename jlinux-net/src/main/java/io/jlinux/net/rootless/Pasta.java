package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import io.jlinux.net.LinkName;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A network by pasta, of the package passt: the namespace gets a link like one of the host's, with the same addresses and routes, and what
 * it sends goes out by sockets of this user.
 *
 * <p>It has no forwards unless they are said; pasta's own default is all that the namespace listens on. An immutable value.
 *
 * @param program the name or the path of the program
 * @param link the name of the link in the namespace; empty for the one that it is like
 * @param hostInterface the link of the host that it is like; empty for the one with the default route
 * @param addresses of the link, at most one of IPv4, with its prefix, and one of IPv6; empty for those of the host
 * @param gateways at most one of IPv4 and one of IPv6; empty for those of the host
 * @param mtu of the link, in bytes; empty for pasta's, 65520
 * @param families which of IPv4 and IPv6 there are
 * @param hostLoopback whether the gateway leads to 127.0.0.1 of the host
 * @param dns an address at which the host's name server answers
 * @param forwards ports of the host
 * @param timeout how long it may take until the link is there
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public record Pasta(
        String program,
        Optional<String> link,
        Optional<String> hostInterface,
        List<Cidr> addresses,
        List<InetAddress> gateways,
        OptionalInt mtu,
        Families families,
        boolean hostLoopback,
        Optional<InetAddress> dns,
        List<HostForward> forwards,
        Duration timeout)
        implements RootlessNetwork {
    static final String NAME = "pasta";

    /** Which of the two. */
    public enum Families {
        BOTH,
        IPV4,
        IPV6
    }

    static final Pasta DEFAULT = new Pasta(
            NAME,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            OptionalInt.empty(),
            Families.BOTH,
            false,
            Optional.empty(),
            List.of(),
            Duration.ofSeconds(30));

    public Pasta {
        link.ifPresent(LinkName::check);
        hostInterface.ifPresent(LinkName::check);
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
        forwards = List.copyOf(forwards);
        one(addresses.stream().map(Cidr::address).toList(), "addresses");
        one(gateways, "gateways");
        if (mtu.isPresent() && (mtu.getAsInt() < 68 || mtu.getAsInt() > 65535)) {
            throw new IllegalArgumentException("not an MTU of 68 to 65535: " + mtu.getAsInt());
        }
        if (timeout.isNegative() || timeout.isZero()) throw new IllegalArgumentException("not a timeout: " + timeout);
    }

    private static void one(List<InetAddress> all, String what) {
        if (all.stream().map(Object::getClass).distinct().count() != all.size()) {
            throw new IllegalArgumentException("more than one of a family among the " + what + ": " + all);
        }
    }

    /** Another program of the same kind, by its name or path. */
    public Pasta program(String changed) {
        return with(d -> d.program = changed);
    }

    /** The name of the link in the namespace. */
    public Pasta link(String name) {
        return with(d -> d.link = Optional.of(name));
    }

    /** The link of the host that it is like. */
    public Pasta hostInterface(String name) {
        return with(d -> d.hostInterface = Optional.of(name));
    }

    /** An address instead of the host's. */
    public Pasta address(Cidr address) {
        List<Cidr> more = new ArrayList<>(addresses);
        more.add(address);
        return with(d -> d.addresses = more);
    }

    /** A gateway instead of the host's. */
    public Pasta gateway(InetAddress gateway) {
        List<InetAddress> more = new ArrayList<>(gateways);
        more.add(gateway);
        return with(d -> d.gateways = more);
    }

    public Pasta mtu(int bytes) {
        return with(d -> d.mtu = OptionalInt.of(bytes));
    }

    public Pasta families(Families changed) {
        return with(d -> d.families = changed);
    }

    @Override
    public Pasta allowHostLoopback() {
        return with(d -> d.hostLoopback = true);
    }

    /** An address at which the host's name server answers. */
    public Pasta dns(InetAddress address) {
        return with(d -> d.dns = Optional.of(address));
    }

    @Override
    public Pasta forward(HostForward forward) {
        List<HostForward> more = new ArrayList<>(forwards);
        more.add(forward);
        return with(d -> d.forwards = more);
    }

    /** How long it may take until the link is there. */
    public Pasta timeout(Duration limit) {
        return with(d -> d.timeout = limit);
    }

    @Override
    public RootlessAttachment attach(long pid) throws IOException {
        return PastaStart.start(this, Target.of(pid));
    }

    @Override
    public RootlessAttachment attach(NamespaceHandle network) throws IOException {
        return PastaStart.start(this, Target.of(network));
    }

    private Pasta with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.value();
    }

    /** A copy that is being changed. */
    private static final class Draft {
        private String program;
        private Optional<String> link;
        private Optional<String> hostInterface;
        private List<Cidr> addresses;
        private List<InetAddress> gateways;
        private OptionalInt mtu;
        private Families families;
        private boolean hostLoopback;
        private Optional<InetAddress> dns;
        private List<HostForward> forwards;
        private Duration timeout;

        Draft(Pasta o) {
            program = o.program;
            link = o.link;
            hostInterface = o.hostInterface;
            addresses = o.addresses;
            gateways = o.gateways;
            mtu = o.mtu;
            families = o.families;
            hostLoopback = o.hostLoopback;
            dns = o.dns;
            forwards = o.forwards;
            timeout = o.timeout;
        }

        Pasta value() {
            return new Pasta(
                    program,
                    link,
                    hostInterface,
                    addresses,
                    gateways,
                    mtu,
                    families,
                    hostLoopback,
                    dns,
                    forwards,
                    timeout);
        }
    }
}
