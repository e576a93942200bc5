package io.jlinux.net.container;

import io.jlinux.net.firewall.Repair;
import io.jlinux.net.nftables.NftablesMonitor;
import io.jlinux.net.nftables.RulesetChange;
import io.jlinux.net.state.RepairLimit;
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

    private final NamespaceHandle host;
    private final SharedRules rules;
    private final RepairLimit repairs;
    private final ReentrantLock telling = new ReentrantLock();
    private Consumer<Repair> listener = r -> {};
    private boolean stopped;
    private @Nullable NftablesMonitor monitor;

    RuleKeeper(NamespaceHandle host, SharedRules rules) {
        this.host = host;
        this.rules = rules;
        this.repairs = new RepairLimit(rules.table().toString());
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
            if (rules.isThere() || !repairs.allowsOneMore()) return;
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
