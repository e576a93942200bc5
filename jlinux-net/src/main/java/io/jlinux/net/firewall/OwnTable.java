package io.jlinux.net.firewall;

import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.BatchException;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.NftablesMonitor;
import io.jlinux.net.nftables.RulesetChange;
import io.jlinux.net.nftables.Table;
import io.jlinux.net.nftables.TableName;
import io.jlinux.net.state.RepairLimit;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table with all that is in it: made, replaced, kept there and removed as a whole.
 *
 * <p>The lock is that of whoever uses it; the monitor is closed outside of it, because its listener takes it.
 */
final class OwnTable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnTable.class);
    private static final int ATTEMPTS = 5;

    /** What a table holds: adds it to a batch in which the table is there and empty. */
    interface Contents {
        void addTo(Batch batch);
    }

    private final TableName name;
    private final Nftables nft;
    private final boolean tied;
    private final ReentrantLock lock;
    private final RepairLimit repairs;
    private Contents contents = b -> {};
    /** The kernel's number of what was made last: what has the name by now may be another's. */
    private long handle;

    private boolean removed;
    private @Nullable NftablesMonitor monitor;
    private Installation.Action repair = this::restore;
    private Consumer<Repair> listener = r -> {};

    OwnTable(TableName name, Nftables nft, boolean tied, ReentrantLock lock) {
        this.name = name;
        this.nft = nft;
        this.tied = tied;
        this.lock = lock;
        this.repairs = new RepairLimit(name.toString());
    }

    TableName name() {
        return name;
    }

    /** Makes it, where it is not that of a process that is alive. */
    void create(Contents what) throws LinuxException {
        put(what, Owner.self(), OwnTable::isFree);
    }

    /** Whose table may be taken away for this one. */
    @FunctionalInterface
    private interface Free {
        boolean is(Table table) throws LinuxException;
    }

    private static boolean isFree(Table table) throws LinuxException {
        Optional<Owner> owner = table.comment().flatMap(Owner::of);
        return owner.isPresent() && owner.get().isGone();
    }

    /** Its own, also where it was loaded again with all that is in it; before Linux 5.10 no table says whose it is. */
    private boolean isOwn(Table table) throws LinuxException {
        if (table.handle() == handle) return true;
        Optional<Owner> owner = table.comment().flatMap(Owner::of);
        return owner.isPresent() && owner.get().equals(Owner.self());
    }

    /** What others have made of it is replaced, unless it is that of another process which is alive. */
    private boolean isReplaced(Table table) throws LinuxException {
        return isOwn(table) || table.comment().flatMap(Owner::of).isEmpty() || isFree(table);
    }

    /**
     * Puts this in the place of what it holds, in one step: no packet sees it in between.
     *
     * @throws LinuxException {@code EEXIST} when it was taken away, and another process has one with its name
     */
    void replace(Contents what) throws LinuxException {
        put(what, Owner.self(), this::isReplaced);
    }

    private void put(Contents what, Owner owner, Free free) throws LinuxException {
        for (int attempt = 1; ; attempt++) {
            Batch batch = new Batch();
            Optional<Table> there = nft.table(name);
            if (there.isPresent()) {
                if (!free.is(there.get())) throw taken(there.get());
                batch.delete(there.get()); // this one, and none that somebody else makes meanwhile
            }
            Table table = Table.of(name).comment(owner.toString());
            batch.create(tied ? table.asOwned() : table);
            what.addTo(batch);
            try {
                nft.commit(batch);
                contents = what;
                handle = made(owner);
                return;
            } catch (BatchException e) {
                boolean other =
                        e.failures().get(0).index() == 0 && (e.errno() == Errno.ENOENT || e.errno() == Errno.EEXIST);
                if (!other || attempt == ATTEMPTS) throw e; // else it came or went between the look and the commit
            }
        }
    }

    /** The number of what was made just now; 0 where it is gone already, or cannot be asked for. */
    private long made(Owner owner) {
        try {
            return nft.table(name)
                    .filter(t -> t.comment().isEmpty() || t.comment().get().equals(owner.toString()))
                    .map(Table::handle)
                    .orElse(0L);
        } catch (LinuxException e) {
            LOG.debug("{} is known by its comment only: {}", name, e.getMessage());
            return 0;
        }
    }

    private LinuxException taken(Table by) {
        return new LinuxException(
                "install",
                name.toString(),
                Errno.EEXIST.number(),
                "the table is that of another: " + by.comment().orElse("no comment"),
                "take another name, or close what has this one; tables whose process has ended are taken over");
    }

    /** Makes it again as it was. */
    void restore() throws LinuxException {
        replace(contents);
    }

    /** Changes within it that {@code then} holds as well, when it is made again. */
    void change(Batch change, Contents then) throws LinuxException {
        nft.commit(change);
        contents = then;
    }

    boolean isThere() throws LinuxException {
        return nft.table(name).isPresent();
    }

    /**
     * From now on it is made again whenever others delete or change it.
     *
     * @param how makes it again; under the lock
     */
    void keep(@Nullable NamespaceHandle namespace, Installation.Action how, Consumer<Repair> to) throws LinuxException {
        repair = how;
        listener = to;
        if (monitor != null) return;
        monitor = NftablesMonitor.open(namespace, this::changed);
    }

    /** On the one thread of all subscriptions. */
    private void changed(RulesetChange change) {
        if (!change.concerns(name)) return;
        Repair done;
        lock.lock();
        try {
            if (removed || (!change.isUnknown() && change.port() == nft.port())) return;
            if (!repairs.allowsOneMore()) return;
            repair.run();
            done = new Repair(change.generation().map(g -> g.program()), Optional.empty());
        } catch (LinuxException e) {
            done = new Repair(change.generation().map(g -> g.program()), Optional.of(e));
        } finally {
            lock.unlock();
        }
        done.error().ifPresent(e -> LOG.warn("cannot make {} again", name, e));
        listener.accept(done);
    }

    /** Ends the keeping; not under the lock. */
    void stopKeeping() {
        NftablesMonitor m;
        lock.lock();
        try {
            m = monitor;
            monitor = null;
            removed = true;
        } finally {
            lock.unlock();
        }
        if (m != null) m.close();
    }

    /** Gives it to nobody: it stays, and is never found abandoned. */
    void giveAway() throws LinuxException {
        if (tied) throw new IllegalStateException(name + " is tied to this process");
        put(contents, Owner.NOBODY, this::isReplaced);
    }

    /** That it is gone already is fine, and what another has by now stays. */
    void remove() throws LinuxException {
        Optional<Table> there = nft.table(name);
        if (there.isEmpty() || !isOwn(there.get())) return;
        try {
            nft.commit(new Batch().delete(there.get()));
        } catch (BatchException e) {
            if (e.errno() != Errno.ENOENT) throw e;
        }
    }

    /** A handle of its own of the namespace, for later; null stands for that of the calling thread. */
    static NamespaceHandle own(@Nullable NamespaceHandle namespace) throws LinuxException {
        return namespace == null ? Namespace.NET.current() : namespace.duplicate();
    }
}
