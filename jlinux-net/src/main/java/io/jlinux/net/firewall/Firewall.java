package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Counter;
import io.jlinux.net.nftables.NftSet;
import io.jlinux.net.nftables.Rule;
import io.jlinux.net.nftables.TableName;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A filter of one network namespace, as one nftables table of its own, {@code inet jlinux-firewall-NAME}.
 *
 * <p>Owned: {@link #close()} removes all of it. {@link #detach()} lets it stay. Every change is made in one step, and nothing of
 * it when it fails. Thread-safe.
 *
 * <p>A packet must pass every table that sees it: what this one accepts, another one may drop, and what it drops is dropped.
 *
 * <pre>{@code
 * FirewallSpec spec = FirewallSpec.CLOSED
 *         .addresses("office", List.of(Cidr.of("192.0.2.0/24"), Cidr.of("2001:db8::/32")))
 *         .rule(FirewallRule.allow(Direction.INPUT).fromSet("office").tcp(22, 443))
 *         .rule(FirewallRule.allow(Direction.FORWARD).in("jl0").out("eth0"));
 * try (Firewall firewall = Firewall.install("host", spec)) { … }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8)</a>
 */
public final class Firewall implements AutoCloseable {
    private final Installation installation;
    private final String name;
    private FirewallSpec spec;

    private Firewall(Installation installation, String name, FirewallSpec spec) {
        this.installation = installation;
        this.name = name;
        this.spec = spec;
    }

    /** In the network namespace that the calling thread is in. */
    public static Firewall install(String name, FirewallSpec spec) throws LinuxException {
        return installIn(null, name, spec);
    }

    /**
     * In a network namespace. The handle may be closed afterwards.
     *
     * @param name chosen by you, unique in the namespace; a table of that name whose process has ended is taken over
     * @throws LinuxException {@code EEXIST} when the name is that of a process which is alive (this one included), {@code EPERM}
     *     without {@code CAP_NET_ADMIN} over the namespace, {@code ENOENT}, {@code EOPNOTSUPP} for a kernel without what a rule
     *     needs
     */
    public static Firewall install(NamespaceHandle namespace, String name, FirewallSpec spec) throws LinuxException {
        return installIn(Network.requireNetwork(namespace), name, spec);
    }

    private static Firewall installIn(@Nullable NamespaceHandle where, String name, FirewallSpec spec)
            throws LinuxException {
        Installation installation = Installation.open(
                where, OwnTables.table(OwnTables.Purpose.FIREWALL, name), "the firewall " + name, spec.tied());
        try {
            Firewall firewall = new Firewall(installation, name, spec);
            installation.table().create(firewall.contents(spec));
            return firewall;
        } catch (LinuxException | RuntimeException e) {
            installation.abandon();
            throw e;
        }
    }

    private OwnTable.Contents contents(FirewallSpec wanted) {
        return batch -> FirewallRules.add(table(), wanted, batch);
    }

    private TableName table() {
        return installation.table().name();
    }

    /** As given to {@code install}. */
    public String name() {
        return name;
    }

    /** What it does now. */
    public FirewallSpec spec() {
        installation.lock().lock();
        try {
            return spec;
        } finally {
            installation.lock().unlock();
        }
    }

    /**
     * Does something else from now on, in one step. With what it does already, this makes its table again; counters begin from 0.
     *
     * @throws IllegalArgumentException where {@link FirewallSpec#tied} is another one
     */
    public void update(FirewallSpec wanted) throws LinuxException {
        installation.change(() -> {
            if (wanted.tied() != spec.tied()) throw new IllegalArgumentException("tied cannot be changed");
            installation.table().replace(contents(wanted));
            spec = wanted;
        });
    }

    /**
     * Puts these addresses into the place of those in a set, in one step and without touching the rules and their counters.
     *
     * @throws IllegalArgumentException when there is no such set
     */
    public void setAddresses(String set, Collection<Cidr> networks) throws LinuxException {
        installation.change(() -> {
            if (!spec.addresses().containsKey(set)) throw new IllegalArgumentException("no set '" + set + "'");
            FirewallSpec wanted = spec.addresses(set, networks);
            List<Cidr> now = wanted.addresses().getOrDefault(set, List.of());
            Batch batch = new Batch();
            for (boolean ipv6 : new boolean[] {false, true}) {
                NftSet of = FirewallRules.set(table(), set, ipv6);
                batch.flush(of);
                batch.addElements(of, FirewallRules.elements(of, Networks.of(now, ipv6)));
            }
            installation.table().change(batch, contents(wanted));
            spec = wanted;
        });
    }

    /**
     * What a rule was about since the table was last made, of IPv4 and IPv6 together; empty where it is not one of this.
     */
    public Optional<Counter> counter(FirewallRule rule) throws LinuxException {
        int index = spec().rules().indexOf(rule);
        if (index < 0) return Optional.empty();
        long packets = 0;
        long bytes = 0;
        for (Rule r : installation.nft().rules(FirewallRules.chain(table(), rule.direction()))) {
            boolean mine = r.comment().flatMap(FirewallRules::index).equals(Optional.of(index));
            Optional<Counter> counter = r.counter();
            if (!mine || counter.isEmpty()) continue;
            packets += counter.get().packets();
            bytes += counter.get().bytes();
        }
        return Optional.of(new Counter(packets, bytes));
    }

    /** Makes its table again as it should be, whatever has become of it. */
    public void reapply() throws LinuxException {
        installation.change(() -> installation.table().restore());
    }

    /** Whether its table is there. */
    public boolean isInstalled() throws LinuxException {
        return installation.table().isThere();
    }

    /**
     * From now on its table is made again whenever others delete or change it, such as a firewall that is loaded anew; {@code
     * listener} hears of it afterwards, on the one thread of all subscriptions. Not more than 20 times in 10 seconds.
     */
    public Firewall keepInstalled(Consumer<Repair> listener) throws LinuxException {
        installation.keep(installation.table()::restore, listener);
        return this;
    }

    /**
     * Lets it stay, also when this process ends; this is closed. It is taken over by the next {@code install} of its name, or
     * removed by {@link OwnTables#remove}.
     *
     * @throws IllegalStateException where it is tied to this process
     */
    public void detach() throws LinuxException {
        installation.detach(() -> {});
    }

    /** Removes it; that it is gone already is fine. Idempotent. */
    @Override
    public void close() throws LinuxException {
        installation.close(() -> {}, () -> {}, () -> {});
    }
}
