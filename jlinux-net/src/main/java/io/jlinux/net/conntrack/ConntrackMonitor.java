package io.jlinux.net.conntrack;

import io.jlinux.net.Network;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.NetlinkProtocol;
import io.jlinux.net.netlink.NetlinkSubscription;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import org.jspecify.annotations.Nullable;

/**
 * Tells of connections as they begin, change and end.
 *
 * <p>The listener runs on the one thread of all subscriptions of the JVM, and must be brief. After {@link #close} nothing is
 * told. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/conntrack.8.html">conntrack(8), -E</a>
 */
public final class ConntrackMonitor implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4 << 20;

    /** What happened to a connection. */
    public enum Event {
        NEW,
        UPDATE,
        DESTROY
    }

    /** Takes what happens. */
    public interface Listener {
        void event(Event event, Connection connection);

        /** The kernel dropped events: what is known may be wrong. */
        void lost();

        /** It cannot go on, and is closed. */
        default void failed(LinuxException error) {
            lost();
        }
    }

    private final NetlinkSubscription subscription;

    private ConntrackMonitor(NetlinkSubscription subscription) {
        this.subscription = subscription;
    }

    /** In the namespace that the calling thread is in. */
    public static ConntrackMonitor open(Listener listener) throws LinuxException {
        return open(null, listener);
    }

    /**
     * In a namespace; null for that of the calling thread. The handle may be closed afterwards.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_ADMIN} over the namespace
     */
    public static ConntrackMonitor open(@Nullable NamespaceHandle namespace, Listener listener) throws LinuxException {
        if (namespace != null) Network.requireNetwork(namespace);
        NetlinkSubscription subscription = NetlinkSubscription.open(
                NetlinkProtocol.NETFILTER,
                namespace,
                Nfnl.NFNLGRP_CONNTRACK_NEW,
                Nfnl.NFNLGRP_CONNTRACK_UPDATE,
                Nfnl.NFNLGRP_CONNTRACK_DESTROY);
        try {
            subscription.receiveBuffer(RECEIVE_BUFFER);
            subscription.start(new Handler(listener));
            return new ConntrackMonitor(subscription);
        } catch (LinuxException | RuntimeException e) {
            subscription.close();
            throw e;
        }
    }

    private static final class Handler implements NetlinkSubscription.Handler {
        private final Listener listener;

        Handler(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void message(Message message) throws NetlinkException {
            if (message.type() >>> 8 == Nfnl.NFNL_SUBSYS_CTNETLINK) {
                listener.event(event(message), Connection.decode(message));
            }
        }

        private static Event event(Message message) {
            if (message.type() == Nfnl.conntrack(Nfnl.IPCTNL_MSG_CT_DELETE)) return Event.DESTROY;
            return (message.flags() & NetlinkFlags.NLM_F_CREATE) != 0 ? Event.NEW : Event.UPDATE;
        }

        @Override
        public void lost() {
            listener.lost();
        }

        @Override
        public void failed(LinuxException error) {
            listener.failed(error);
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
