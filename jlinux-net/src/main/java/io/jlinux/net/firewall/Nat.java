package io.jlinux.net.firewall;

import io.jlinux.net.Network;
import io.jlinux.net.conntrack.Conntrack;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Counter;
import io.jlinux.net.nftables.Rule;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Network address translation of one network namespace: networks that reach the outside, and ports that lead inside; as one
 * nftables table of its own, {@code inet jlinux-nat-NAME}.
 *
 * <p>Owned: {@link #close()} removes all of it. {@link #detach()} lets it stay. Every change is made in one step, and nothing of
 * it when it fails. UDP connections that are tracked already are forgotten where a forward comes or goes, so that clients which
 * go on sending are led elsewhere at once; a change whose connections cannot be forgotten is taken back. Thread-safe.
 *
 * <p>It does not switch on {@code net.ipv4.ip_forward}, without which nothing is passed on, and does not open what other tables
 * drop: an {@code accept} here ends only this table.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), NAT statements</a>
 */
public final class Nat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nat.class);

    private final Installation installation;
    private final Conntrack conntrack;
    private final String name;
    private NatSpec spec;
    private @Nullable LocalRouting local;

    private Nat(Installation installation, Conntrack conntrack, String name, NatSpec spec) {
        this.installation = installation;
        this.conntrack = conntrack;
        this.name = name;
        this.spec = spec;
    }

    /** In the network namespace that the calling thread is in. */
    public static Nat install(String name, NatSpec spec) throws LinuxException {
        return installIn(null, name, spec);
    }

    /**
     * In a network namespace. The handle may be closed afterwards.
     *
     * @param name chosen by you, unique in the namespace; a table of that name whose process has ended is taken over
     * @throws LinuxException {@code EEXIST} when the name is that of a process which is alive (this one included), {@code EPERM}
     *     without {@code CAP_NET_ADMIN} over the namespace, {@code ENODEV} when there is no link for {@link NatSpec#localhost},
     *     {@code ENOENT}, {@code EOPNOTSUPP} for a kernel without NAT by nftables (before 5.2, or without its modules)
     */
    public static Nat install(NamespaceHandle namespace, String name, NatSpec spec) throws LinuxException {
        return installIn(Network.requireNetwork(namespace), name, spec);
    }

    private static Nat installIn(@Nullable NamespaceHandle where, String name, NatSpec spec) throws LinuxException {
        Installation installation =
                Installation.open(where, OwnTables.table(OwnTables.Purpose.NAT, name), "the NAT " + name, spec.tied());
        @Nullable Nat nat = null;
        try {
            Conntrack conntrack = where == null ? Conntrack.current() : Conntrack.in(where);
            nat = new Nat(installation, conntrack, name, spec);
            nat.start();
            return nat;
        } catch (LinuxException | RuntimeException e) {
            if (nat != null) nat.release();
            installation.abandon();
            throw e;
        }
    }

    private void start() throws LinuxException {
        installation.table().create(contents(spec));
        try {
            local = route(spec); // behind its guard, and off again before it
            UdpFlush.run(conntrack, installation.namespace(), spec.forwards(), List.of());
        } catch (LinuxException | RuntimeException e) {
            stopRouting();
            undo(e, () -> installation.table().remove());
            throw e;
        }
    }

    private @Nullable LocalRouting route(NatSpec wanted) throws LinuxException {
        if (wanted.localhost().isEmpty()) return null;
        return LocalRouting.enable(installation.namespace(), wanted.localhost().get());
    }

    private void stopRouting() {
        if (local != null) local.close();
        local = null;
    }

    /** What cannot be undone is told with {@code cause}. */
    private static void undo(Exception cause, Installation.Action action) {
        try {
            action.run();
        } catch (LinuxException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private OwnTable.Contents contents(NatSpec wanted) {
        return batch -> NatRules.add(installation.table().name(), wanted, batch);
    }

    /** As given to {@code install}. */
    public String name() {
        return name;
    }

    /** What it does now. */
    public NatSpec spec() {
        installation.lock().lock();
        try {
            return spec;
        } finally {
            installation.lock().unlock();
        }
    }

    /**
     * Does something else from now on, in one step; connections that are translated already stay so, but for UDP. Where only
     * forwards come or go, only their rules do, and the others keep their counters; else, and with what it does already, this makes
     * its table again.
     *
     * @throws IllegalArgumentException where {@link NatSpec#tied} is another one
     */
    public void update(NatSpec wanted) throws LinuxException {
        installation.change(() -> {
            if (wanted.tied() != spec.tied()) throw new IllegalArgumentException("tied cannot be changed");
            NatSpec before = spec;
            boolean other = !wanted.localhost().equals(before.localhost());
            boolean applied = false;
            try {
                if (other) stopRouting(); // before its guard goes
                apply(before, wanted);
                applied = true;
                if (other) local = route(wanted);
                UdpFlush.run(conntrack, installation.namespace(), minus(wanted, before), minus(before, wanted));
            } catch (LinuxException | RuntimeException e) {
                if (other) stopRouting();
                if (applied) undo(e, () -> installation.table().replace(contents(before)));
                if (other) undo(e, () -> local = route(before));
                throw e;
            }
            spec = wanted;
        });
    }

    private void apply(NatSpec before, NatSpec wanted) throws LinuxException {
        Optional<ForwardChange> change = ForwardChange.between(before, wanted);
        if (change.isEmpty() || !changed(change.get(), wanted))
            installation.table().replace(contents(wanted));
    }

    /** False where others have changed the table: then what it shall be is put in the place of whatever it has become. */
    private boolean changed(ForwardChange change, NatSpec wanted) throws LinuxException {
        try {
            OwnTable table = installation.table();
            Optional<Batch> batch = change.batch(table.name(), installation.nft());
            if (batch.isEmpty()) return false;
            table.change(batch.get(), contents(wanted));
            return true;
        } catch (NetlinkException e) {
            if (e.errno() == Errno.ENOENT) return false;
            throw e;
        }
    }

    private static List<PortForward> minus(NatSpec all, NatSpec without) {
        List<PortForward> rest = new ArrayList<>(all.forwards());
        rest.removeAll(without.forwards());
        return rest;
    }

    /**
     * With more forwards.
     *
     * @throws IllegalArgumentException where one would take the packets of another
     */
    public void add(PortForward... forwards) throws LinuxException {
        installation.change(() -> update(spec.forward(forwards)));
    }

    /** Without these forwards; that one is not there is fine. */
    public void remove(PortForward... forwards) throws LinuxException {
        installation.change(() -> update(spec.without(forwards)));
    }

    /**
     * Makes its table again as it should be, whatever has become of it. UDP connections that began while it was not there, and
     * are translated otherwise, are forgotten: those that go on sending are led where they should be from the next packet on.
     */
    public void reapply() throws LinuxException {
        installation.change(this::restore);
    }

    private void restore() throws LinuxException {
        installation.table().replace(contents(spec));
        UdpFlush.afterGap(conntrack, installation.namespace(), spec);
    }

    /** Whether its table is there. */
    public boolean isInstalled() throws LinuxException {
        return installation.table().isThere();
    }

    /**
     * From now on its table is made again, as by {@link #reapply}, whenever others delete or change it, such as a firewall that
     * is loaded anew; {@code listener} hears of it afterwards, on the one thread of all subscriptions. Not more than 20 times in
     * 10 seconds.
     */
    public Nat keepInstalled(Consumer<Repair> listener) throws LinuxException {
        installation.keep(this::restore, listener);
        return this;
    }

    /**
     * How many connections came by a forward since it, or the table, was last made; empty where it is not one of this. Packets after a
     * connection's first do not come by.
     */
    public OptionalLong connections(PortForward forward) throws LinuxException {
        for (Rule rule : installation.nft().rules(installation.table().name().chain(NatRules.FORWARDS))) {
            Optional<Counter> counter = rule.counter();
            if (counter.isPresent() && rule.comment().equals(Optional.of(forward.toString()))) {
                return OptionalLong.of(counter.get().packets());
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Lets it stay, also when this process ends; this is closed. It is taken over by the next {@code install} of its name, or
     * removed by {@link OwnTables#remove}.
     *
     * @throws IllegalStateException where it is tied to this process
     */
    public void detach() throws LinuxException {
        installation.detach(conntrack::close);
    }

    /** What has the kernel forget connections. */
    Conntrack conntrack() {
        return conntrack;
    }

    private void release() {
        stopRouting();
        conntrack.close();
    }

    /** Removes it; that it is gone already is fine. Idempotent. */
    @Override
    public void close() throws LinuxException {
        installation.close(this::stopRouting, this::flushOnClose, this::release);
    }

    /** The table is gone by now; connections end by themselves where this fails. */
    private void flushOnClose() {
        try {
            UdpFlush.run(conntrack, installation.namespace(), List.of(), spec.forwards());
        } catch (LinuxException | RuntimeException e) {
            LOG.warn("UDP connections of {} are still led where they were", name, e);
        }
    }
}
