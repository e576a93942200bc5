package io.jlinux.net.container;

import io.jlinux.doctor.Finding;
import io.jlinux.doctor.Report;
import io.jlinux.doctor.State;
import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why the network of a container does not work, and says what to do.
 *
 * <pre>{@code
 * Report report = NetworkDoctor.here().container(pid).forward(ForwardedPort.tcp(8080, 80)).examine();
 * if (report.worst() != State.OK) log.info("{}", report);
 * }</pre>
 *
 * <p>It follows the way of a packet: the link in the container, its other end, the bridge, addresses, routes out and back,
 * forwarding, translation, what filters drop; then names and ports. Nothing is changed; the only packets are questions for the
 * owner of an address (RFC 5227). Immutable and thread-safe; handles are borrowed.
 *
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">IP sysctl</a>
 */
public final class NetworkDoctor {
    private final @Nullable NamespaceHandle host;
    private final @Nullable NamespaceHandle container;
    private final long pid;
    private final @Nullable String resolvConf;
    private final List<ForwardedPort> forwards;

    private NetworkDoctor(
            @Nullable NamespaceHandle host,
            @Nullable NamespaceHandle container,
            long pid,
            @Nullable String resolvConf,
            List<ForwardedPort> forwards) {
        this.host = host;
        this.container = container;
        this.pid = pid;
        this.resolvConf = resolvConf;
        this.forwards = List.copyOf(forwards);
    }

    /** The host is the network namespace that the calling thread is in. */
    public static NetworkDoctor here() {
        return new NetworkDoctor(null, null, 0, null, List.of());
    }

    /** The host, where the bridge is, is this network namespace. */
    public static NetworkDoctor of(NamespaceHandle host) {
        return new NetworkDoctor(Network.requireNetwork(host), null, 0, null, List.of());
    }

    /** The container's network namespace. Its names are looked at where {@link #resolvConf} tells them. */
    public NetworkDoctor container(NamespaceHandle namespace) {
        return new NetworkDoctor(host, Network.requireNetwork(namespace), 0, resolvConf, forwards);
    }

    /** A process of the container: its network namespace, and its {@code /etc/resolv.conf}. */
    public NetworkDoctor container(long ofProcess) {
        if (ofProcess <= 0) throw new IllegalArgumentException("not a pid: " + ofProcess);
        return new NetworkDoctor(host, null, ofProcess, resolvConf, forwards);
    }

    /** What the container's {@code /etc/resolv.conf} says. */
    public NetworkDoctor resolvConf(String text) {
        return new NetworkDoctor(host, container, pid, text, forwards);
    }

    /** A port of the host that is, or shall be, forwarded to the container. */
    public NetworkDoctor forward(ForwardedPort port) {
        List<ForwardedPort> more = new ArrayList<>(forwards);
        more.add(port);
        return new NetworkDoctor(host, container, pid, resolvConf, more);
    }

    /**
     * Looks at all of it. A container that was not named is not looked at.
     *
     * @throws IOException what keeps it from looking: {@code EPERM} without {@code CAP_SYS_ADMIN} over the namespaces, {@code
     *     ENOENT} when the process has ended
     */
    public Report examine() throws IOException {
        try (NamespaceHandle here = host == null ? Namespace.NET.current() : null) {
            NamespaceHandle where = here == null ? host : here;
            if (where == null) throw new IllegalStateException("no namespace of the host");
            if (pid == 0) return examine(where, container, Optional.ofNullable(resolvConf), resolvConf != null);
            try (NamespaceHandle inside = Namespace.NET.open(pid)) {
                return examine(where, inside, names(), true);
            }
        }
    }

    private Optional<String> names() throws IOException {
        if (resolvConf != null) return Optional.of(resolvConf);
        Path file = Path.of("/proc", Long.toString(pid), "root/etc/resolv.conf");
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Report examine(
            NamespaceHandle where, @Nullable NamespaceHandle inside, Optional<String> names, boolean lookAtNames)
            throws IOException {
        NetworkFacts outer = FactsReader.read(where);
        List<Finding> findings = new ArrayList<>();
        if (inside != null) {
            NetworkFacts inner = FactsReader.read(inside);
            List<Wire> wires = Wire.find(outer, inner);
            List<Cidr> addresses = wires.stream()
                    .flatMap(w -> inner.addressesOf(w.inside()).stream())
                    .toList();
            List<Finding> links = LinkChecks.check(outer, inner, wires);
            findings.addAll(links);
            findings.addAll(RouteChecks.check(outer, inner, wires));
            // one that is cut off answers nobody, which is no news
            boolean connected = links.stream().noneMatch(f -> f.state() == State.MISSING);
            if (connected) findings.addAll(owners(where, inner, wires));
            findings.addAll(HostChecks.check(outer, RuleReader.read(where), wires, addresses));
            if (lookAtNames) findings.addAll(NameChecks.check(inner, names));
        }
        findings.addAll(
                PortChecks.check(outer, forwards, f -> PortReservation.isHeld(where, f), FactsReader.ownSockets()));
        return new Report("network of " + (inside == null ? where : inside) + ", host " + where, findings);
    }

    private static List<Finding> owners(NamespaceHandle where, NetworkFacts inner, List<Wire> wires) {
        List<Finding> findings = new ArrayList<>();
        for (Wire wire : wires) {
            for (Cidr address : inner.addressesOf(wire.inside())) {
                DuplicateChecks.check(where, wire, address).ifPresent(findings::add);
            }
        }
        return findings;
    }
}
