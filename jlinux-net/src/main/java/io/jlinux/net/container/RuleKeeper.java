package io.jlinux.net.container;

import io.jlinux.net.firewall.Repair;
import io.jlinux.net.nftables.NftablesMonitor;
import io.jlinux.net.nftables.RulesetChange;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the {@link SharedRules} of a network made again whenever others delete or change them. Thread-safe; nothing of it takes the
 * locks of the network, which a listener may be waiting for.
 */
final class RuleKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(RuleKeeper.class);

    /** Two programs that undo each other would else do so for ever. */
    private static final int MAX_REPAIRS = 20;

    private static final long REPAIR_WINDOW_NANOS = 10_000_000_000L;

    private final NamespaceHandle host;
    private final SharedRules rules;
    private final ReentrantLock telling = new ReentrantLock();
    private Consumer<Repair> listener = r -> {};
    private boolean stopped;
    private @Nullable NftablesMonitor monitor;
    private long windowStart;
    private int repairs;

    RuleKeeper(NamespaceHandle host, SharedRules rules) {
        this.host = host;
        this.rules = rules;
    }

    void keep(Consumer<Repair> to) throws LinuxException {
        telling.lock();
        try {
            if (stopped) throw new IllegalStateException("closed");
            listener = to;
            if (monitor == null) monitor = NftablesMonitor.open(host, this::changed);
        } finally {
            telling.unlock();
        }
    }

    /** On the one thread of all subscriptions. */
    private void changed(RulesetChange change) {
        if (!change.concerns(rules.table())) return;
        Optional<String> program = change.generation().map(g -> g.program());
        try {
            if (rules.isThere() || tooMany()) return;
            rules.hold();
            rules.forgetStrays();
            tell(new Repair(program, Optional.empty()));
        } catch (LinuxException e) {
            LOG.warn("cannot make {} again", rules.table(), e);
            tell(new Repair(program, Optional.of(e)));
        }
    }

    /** Tells of a repair, unless this was stopped. */
    void tell(Repair repair) {
        telling.lock();
        try {
            if (!stopped) listener.accept(repair);
        } finally {
            telling.unlock();
        }
    }

    private boolean tooMany() {
        long now = System.nanoTime();
        if (repairs == 0 || now - windowStart > REPAIR_WINDOW_NANOS) {
            windowStart = now;
            repairs = 0;
        }
        if (++repairs <= MAX_REPAIRS) return false;
        if (repairs == MAX_REPAIRS + 1)
            LOG.warn("{} is changed by others again and again: left as it is", rules.table());
        return true;
    }

    /** When this returns nothing is made again, and nobody told, unless by the listener that calls it. Idempotent. */
    void stop() {
        NftablesMonitor m;
        telling.lock();
        try {
            stopped = true;
            m = monitor;
            monitor = null;
        } finally {
            telling.unlock();
        }
        if (m != null) m.close(); // not under the lock, which its listener takes
    }
}
