package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import io.jlinux.net.LinkName;
import io.jlinux.net.MacAddress;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A network by slirp4netns: a TCP/IP stack in a process of this user, which translates all that the namespace sends.
 *
 * <p>The namespace gets the link {@code tap0} with the address {@code network + 100}; the gateway is {@code network + 2}, and a name server
 * that asks the host's is {@code network + 3}. An immutable value.
 *
 * @param program the name or the path of the program
 * @param link the name of the link in the namespace
 * @param cidr the network of IPv4, with a prefix of at most 25 bits
 * @param mtu of the link, in bytes, up to 65521; empty for 65520, at which it is fastest
 * @param ipv6 whether there is fd00::/64, too
 * @param hostLoopback whether the gateway leads to 127.0.0.1 of the host
 * @param dns whether there is a name server
 * @param sandbox whether it gives up all of the file system but /etc and /run; empty for where it can: not for a namespace without a
 *     process, which slirp4netns cannot find from in there as an ordinary user
 * @param seccomp whether it gives up the system calls that it does not need
 * @param mac the hardware address of the link
 * @param outbound the host's address that is used outside
 * @param forwards ports of the host, of IPv4
 * @param timeout how long it may take until the link is there
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public record Slirp4netns(
        String program,
        String link,
        Cidr cidr,
        OptionalInt mtu,
        boolean ipv6,
        boolean hostLoopback,
        boolean dns,
        Optional<Boolean> sandbox,
        boolean seccomp,
        Optional<MacAddress> mac,
        Optional<InetAddress> outbound,
        List<HostForward> forwards,
        Duration timeout)
        implements RootlessNetwork {
    static final String NAME = "slirp4netns";
    static final int FASTEST_MTU = 65520;
    private static final int MAX_MTU = 65521;
    private static final int MIN_MTU = 68;
    private static final int MAX_PREFIX = 25;

    static final Slirp4netns DEFAULT = new Slirp4netns(
            NAME,
            "tap0",
            Cidr.of("10.0.2.0/24"),
            OptionalInt.empty(),
            false,
            false,
            true,
            Optional.empty(),
            true,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Duration.ofSeconds(30));

    public Slirp4netns {
        LinkName.check(link);
        cidr = cidr.network();
        if (cidr.isIpv6() || cidr.prefixLength() > MAX_PREFIX || cidr.prefixLength() == 0) {
            throw new IllegalArgumentException("not a network of IPv4 with a prefix of 1 to 25 bits: " + cidr);
        }
        if (mtu.isPresent() && (mtu.getAsInt() < MIN_MTU || mtu.getAsInt() > MAX_MTU)) {
            throw new IllegalArgumentException("not an MTU of 68 to 65521: " + mtu.getAsInt());
        }
        forwards = List.copyOf(forwards);
        forwards.forEach(Slirp4netns::checkForward);
        if (timeout.isNegative() || timeout.isZero()) throw new IllegalArgumentException("not a timeout: " + timeout);
    }

    static void checkForward(HostForward forward) {
        if (forward.hostAddress().isPresent() && !(forward.hostAddress().get() instanceof Inet4Address)) {
            throw new IllegalArgumentException("slirp4netns forwards ports of IPv4 only: " + forward);
        }
    }

    /** Another program of the same kind, by its name or path. */
    public Slirp4netns program(String changed) {
        return with(d -> d.program = changed);
    }

    public Slirp4netns link(String name) {
        return with(d -> d.link = name);
    }

    public Slirp4netns cidr(Cidr network) {
        return with(d -> d.cidr = network);
    }

    public Slirp4netns mtu(int bytes) {
        return with(d -> d.mtu = OptionalInt.of(bytes));
    }

    /** With IPv6, which slirp4netns calls experimental. */
    public Slirp4netns ipv6(boolean changed) {
        return with(d -> d.ipv6 = changed);
    }

    @Override
    public Slirp4netns allowHostLoopback() {
        return with(d -> d.hostLoopback = true);
    }

    /** Whether there is a name server at {@code network + 3}. */
    public Slirp4netns dns(boolean changed) {
        return with(d -> d.dns = changed);
    }

    /** Whether it gives up the file system, in any case. */
    public Slirp4netns sandbox(boolean changed) {
        return with(d -> d.sandbox = Optional.of(changed));
    }

    /** Whether it gives up system calls. */
    public Slirp4netns seccomp(boolean changed) {
        return with(d -> d.seccomp = changed);
    }

    public Slirp4netns mac(MacAddress address) {
        return with(d -> d.mac = Optional.of(address));
    }

    /** The address of the host that others see. */
    public Slirp4netns outbound(InetAddress address) {
        return with(d -> d.outbound = Optional.of(address));
    }

    @Override
    public Slirp4netns forward(HostForward forward) {
        List<HostForward> more = new ArrayList<>(forwards);
        more.add(forward);
        return with(d -> d.forwards = more);
    }

    /** How long it may take until the link is there. */
    public Slirp4netns timeout(Duration limit) {
        return with(d -> d.timeout = limit);
    }

    /** The address that the namespace gets. */
    public InetAddress guestAddress() {
        return plus(100);
    }

    /** The way out, and the host's loopback where that is allowed. */
    public InetAddress gateway() {
        return plus(2);
    }

    /** The name server. */
    public InetAddress nameserver() {
        return plus(3);
    }

    private InetAddress plus(int host) {
        byte[] bytes = cidr.address().getAddress();
        bytes[3] += (byte) host; // the prefix leaves seven bits at least
        return Cidr.address(
                (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff));
    }

    @Override
    public RootlessAttachment attach(long pid) throws IOException {
        return SlirpStart.start(this, Target.of(pid));
    }

    @Override
    public RootlessAttachment attach(NamespaceHandle network) throws IOException {
        return SlirpStart.start(this, Target.of(network));
    }

    private Slirp4netns with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.value();
    }

    /** A copy that is being changed. */
    private static final class Draft {
        private String program;
        private String link;
        private Cidr cidr;
        private OptionalInt mtu;
        private boolean ipv6;
        private boolean hostLoopback;
        private boolean dns;
        private Optional<Boolean> sandbox;
        private boolean seccomp;
        private Optional<MacAddress> mac;
        private Optional<InetAddress> outbound;
        private List<HostForward> forwards;
        private Duration timeout;

        Draft(Slirp4netns o) {
            program = o.program;
            link = o.link;
            cidr = o.cidr;
            mtu = o.mtu;
            ipv6 = o.ipv6;
            hostLoopback = o.hostLoopback;
            dns = o.dns;
            sandbox = o.sandbox;
            seccomp = o.seccomp;
            mac = o.mac;
            outbound = o.outbound;
            forwards = o.forwards;
            timeout = o.timeout;
        }

        Slirp4netns value() {
            return new Slirp4netns(
                    program,
                    link,
                    cidr,
                    mtu,
                    ipv6,
                    hostLoopback,
                    dns,
                    sandbox,
                    seccomp,
                    mac,
                    outbound,
                    forwards,
                    timeout);
        }
    }
}
