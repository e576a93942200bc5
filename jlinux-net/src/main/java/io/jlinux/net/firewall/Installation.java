package io.jlinux.net.firewall;

import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.TableName;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A table in a namespace for as long as a {@link Nat} or a {@link Firewall} is open: what both of them do with it. */
final class Installation {
    /** Something to do under the lock. */
    @FunctionalInterface
    interface Action {
        void run() throws LinuxException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final String label;
    private final NamespaceHandle namespace;
    private final Nftables nft;
    private final OwnTable table;
    private boolean closed;

    private Installation(String label, NamespaceHandle namespace, Nftables nft, TableName name, boolean tied) {
        this.label = label;
        this.namespace = namespace;
        this.nft = nft;
        this.table = new OwnTable(name, nft, tied, lock);
    }

    /**
     * Nothing is there yet.
     *
     * @param where null for the namespace of the calling thread
     * @param label for messages
     * @param tied whether the table goes with this process
     */
    static Installation open(@Nullable NamespaceHandle where, TableName name, String label, boolean tied)
            throws LinuxException {
        NamespaceHandle own = OwnTable.own(where);
        try {
            return new Installation(label, own, where == null ? Nftables.current() : Nftables.in(where), name, tied);
        } catch (LinuxException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    NamespaceHandle namespace() {
        return namespace;
    }

    Nftables nft() {
        return nft;
    }

    OwnTable table() {
        return table;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Alone, and only while it is open. */
    void change(Action action) throws LinuxException {
        lock.lock();
        try {
            if (closed) throw new IllegalStateException(label + " is closed");
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** From now on it is made again, by {@code repair}, when others delete or change it. */
    void keep(Action repair, Consumer<Repair> listener) throws LinuxException {
        change(() -> table.keep(namespace, repair, listener));
    }

    /** Lets it stay, and closes everything else. */
    void detach(Runnable release) throws LinuxException {
        table.stopKeeping();
        change(() -> {
            table.giveAway();
            release(release);
        });
    }

    /** Removes it, between two other things. Idempotent. */
    void close(Runnable before, Action afterwards, Runnable release) throws LinuxException {
        table.stopKeeping();
        lock.lock();
        try {
            if (closed) return;
            try {
                before.run();
                table.remove();
                afterwards.run();
            } finally {
                release(release);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Of one that did not come to be. */
    void abandon() {
        release(() -> {});
    }

    private void release(Runnable more) {
        closed = true;
        more.run();
        nft.close();
        namespace.close();
    }
}
