package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.firewall.Nat;
import io.jlinux.net.firewall.NatSpec;
import io.jlinux.net.firewall.PortForward;
import io.jlinux.net.firewall.Repair;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The forwarded ports of one {@link ContainerNetwork}: a {@link Nat}, made with the first of them. Thread-safe. */
final class PortTranslation implements AutoCloseable {
    /** Networks that share a bridge have tables of their own; those of processes that have ended are taken over. */
    private static final int NAMES = 1000;

    private final BridgeNetworkSpec spec;
    private final NamespaceHandle host;
    private final boolean localhost;
    private @Nullable Nat nat;
    private @Nullable Consumer<Repair> listener;

    /**
     * For one network.
     *
     * @param localhost whether forwards answer at 127.0.0.1, too
     */
    PortTranslation(BridgeNetworkSpec spec, NamespaceHandle host, boolean localhost) {
        this.spec = spec;
        this.host = host;
        this.localhost = localhost;
    }

    /** Refuses what would be forwarded to nobody. */
    void check(ForwardedPort port) {
        if (port.hostAddress().isEmpty()) return;
        InetAddress at = port.hostAddress().get();
        boolean ipv6 = at.getAddress().length == 16;
        if (at.isAnyLocalAddress()) {
            throw new IllegalArgumentException(port + ": every address of the host is meant where none is named");
        }
        if (at.isLoopbackAddress() && ipv6) {
            throw new IllegalArgumentException(port + ": nothing leads from the loopback of IPv6 to elsewhere");
        }
        if (at.isLoopbackAddress() && !localhost) {
            throw new IllegalArgumentException(
                    port + ": nothing leads from 127.0.0.0/8 to " + spec.name() + ", whose route_localnet is off");
        }
        if (spec.pools().stream().noneMatch(p -> port.isFor(p.gateway()))) {
            String family = ipv6 ? "IPv6" : "IPv4";
            throw new IllegalArgumentException(port + ": the containers of " + spec.name() + " have no " + family);
        }
    }

    /** Leads ports to the container's addresses; returns what to give back. */
    synchronized List<PortForward> add(List<ForwardedPort> ports, List<Cidr> addresses) throws LinuxException {
        List<PortForward> forwards = new ArrayList<>();
        for (ForwardedPort port : ports) {
            for (Cidr address : addresses) {
                if (port.isFor(address.address())) forwards.add(port.to(address.address()));
            }
        }
        if (forwards.isEmpty()) return forwards;
        Nat open = nat == null ? kept(install()) : nat;
        nat = open;
        open.add(forwards.toArray(PortForward[]::new));
        return forwards;
    }

    private Nat install() throws LinuxException {
        NatSpec rules = NatSpec.NONE;
        if (spec.masquerade()) {
            for (AddressPool pool : spec.pools()) rules = rules.masquerade(pool.subnet(), spec.name());
        }
        if (localhost) rules = rules.localhost(spec.name());
        for (int number = 1; ; number++) {
            try {
                return Nat.install(host, number == 1 ? spec.name() : spec.name() + "." + number, rules);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EEXIST || number == NAMES) throw e;
            }
        }
    }

    private Nat kept(Nat fresh) throws LinuxException {
        if (listener == null) return fresh;
        try {
            return fresh.keepInstalled(listener);
        } catch (LinuxException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    /** From now on they are made again whenever others delete or change them. */
    synchronized void keep(Consumer<Repair> to) throws LinuxException {
        if (nat != null) nat.keepInstalled(to);
        listener = to;
    }

    /** Makes them again. */
    synchronized void reapply() throws LinuxException {
        if (nat != null) nat.reapply();
    }

    synchronized void remove(List<PortForward> forwards) throws LinuxException {
        if (nat != null && !forwards.isEmpty()) nat.remove(forwards.toArray(PortForward[]::new));
    }

    @Override
    public synchronized void close() throws LinuxException {
        if (nat != null) nat.close();
        nat = null;
    }
}
