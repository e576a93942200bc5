package io.jlinux.net.nftables;

import io.jlinux.net.Network;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkProtocol;
import io.jlinux.net.netlink.NetlinkSubscription;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every change of a ruleset: one {@link RulesetChange} for each commit.
 *
 * <p>The listener runs on the one thread of all subscriptions of the JVM, and must be brief. After {@link #close} nothing is
 * told. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), monitor</a>
 */
public final class NftablesMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NftablesMonitor.class);

    /** Room for large rulesets that are loaded at once; for an ordinary user less. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    /** Every object says its table by attribute 1. */
    private static final int TABLE = 1;

    private final NetlinkSubscription subscription;

    private NftablesMonitor(NetlinkSubscription subscription) {
        this.subscription = subscription;
    }

    /** Of the namespace that the calling thread is in. */
    public static NftablesMonitor open(Consumer<RulesetChange> listener) throws LinuxException {
        return open(null, listener);
    }

    /**
     * Of a namespace; null for that of the calling thread. The handle may be closed afterwards.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_ADMIN} over the namespace
     */
    public static NftablesMonitor open(@Nullable NamespaceHandle namespace, Consumer<RulesetChange> listener)
            throws LinuxException {
        if (namespace != null) Network.requireNetwork(namespace);
        NetlinkSubscription subscription =
                NetlinkSubscription.open(NetlinkProtocol.NETFILTER, namespace, Nfnl.NFNLGRP_NFTABLES);
        try {
            subscription.receiveBuffer(RECEIVE_BUFFER);
            subscription.start(new Collector(listener));
            return new NftablesMonitor(subscription);
        } catch (LinuxException | RuntimeException e) {
            subscription.close();
            throw e;
        }
    }

    /** Puts together what a commit changed; its last message is the new generation. */
    static final class Collector implements NetlinkSubscription.Handler {
        private final Consumer<RulesetChange> listener;
        private final Set<TableName> changed = new HashSet<>();
        private final Set<TableName> deleted = new HashSet<>();
        private final Set<TableName> added = new HashSet<>();

        Collector(Consumer<RulesetChange> listener) {
            this.listener = listener;
        }

        @Override
        public void message(Message message) throws NetlinkException {
            if (message.type() == Nfnl.nft(Nfnl.NFT_MSG_NEWGEN)) {
                Generation generation = Generation.decode(message);
                RulesetChange change =
                        new RulesetChange(Optional.of(generation), message.port(), changed, deleted, added);
                forget();
                listener.accept(change);
            } else if (message.type() >>> 8 == Nfnl.NFNL_SUBSYS_NFTABLES) {
                collect(message);
            }
        }

        private void collect(Message message) throws NetlinkException {
            for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
                if (a.type() != TABLE) continue;
                TableName table = Wire.tableName(message, a.string());
                if (message.type() == Nfnl.nft(Nfnl.NFT_MSG_DELTABLE)) {
                    deleted.add(table);
                    added.remove(table);
                } else if (message.type() == Nfnl.nft(Nfnl.NFT_MSG_NEWTABLE)) {
                    added.add(table);
                } else {
                    changed.add(table);
                }
            }
        }

        private void forget() {
            changed.clear();
            deleted.clear();
            added.clear();
        }

        @Override
        public void lost() {
            forget();
            listener.accept(RulesetChange.UNKNOWN);
        }

        @Override
        public void failed(LinuxException error) {
            LOG.warn("changes of nftables are not told any more", error);
            listener.accept(RulesetChange.UNKNOWN);
        }
    }

    public boolean isOpen() {
        return subscription.isOpen();
    }

    /** Ends it, and waits until the listener is not running, unless this is the listener. Idempotent. */
    @Override
    public void close() {
        subscription.close();
    }
}
