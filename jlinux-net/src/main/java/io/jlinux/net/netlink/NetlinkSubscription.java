package io.jlinux.net.netlink;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of multicast groups, on a socket of their own; one thread serves the subscriptions of the whole JVM.
 *
 * <pre>{@code
 * NetlinkSubscription links = NetlinkSubscription.open(NetlinkProtocol.ROUTE, null, RTNLGRP_LINK);
 * links.start(new NetlinkSubscription.Handler() { … });
 * }</pre>
 *
 * <p>From {@link #open} on nothing is missed: what happens before {@link #start} waits in the socket. What the kernel had to
 * drop is told by {@link Handler#lost}. After {@link #close} nothing is told, not even what is being told by then: it waits
 * for that, unless the handler itself calls it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7), NETLINK_ADD_MEMBERSHIP</a>
 */
public final class NetlinkSubscription implements AutoCloseable {
    /** Takes what arrives, on the one thread: it must be brief, and must not wait for another subscription. */
    public interface Handler {
        /** A notification; valid until this returns. */
        void message(Message message) throws NetlinkException;

        /** Notifications were dropped: what is known may be wrong from now on. */
        void lost();

        /** All that is there has been told for now. */
        default void drained() {}

        /** It cannot go on: the last call, after which the subscription is closed. */
        void failed(LinuxException error);
    }

    /** Only so many at a time, so that one that is flooded leaves the thread to others. */
    private static final int DATAGRAMS_AT_A_TIME = 256;

    /** {@code NLMSG_MIN_TYPE}: the types below are netlink's own. */
    private static final int FIRST_OF_A_FAMILY = 0x10;

    private final NetlinkChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Handler handler;
    private @Nullable Runnable unwatch;

    private NetlinkSubscription(NetlinkChannel channel) {
        this.channel = channel;
    }

    /**
     * Joins multicast groups.
     *
     * @param namespace where; null for that of the calling thread. The handle may be closed afterwards
     * @throws LinuxException {@code EPERM} for groups that need {@code CAP_NET_ADMIN}, {@code ENOENT} for one that does not
     *     exist
     */
    public static NetlinkSubscription open(NetlinkProtocol protocol, @Nullable NamespaceHandle namespace, int... groups)
            throws LinuxException {
        if (namespace == null) return openHere(protocol, groups);
        return NamespaceVisit.call(namespace, () -> openHere(protocol, groups));
    }

    private static NetlinkSubscription openHere(NetlinkProtocol protocol, int... groups) throws LinuxException {
        NetlinkChannel channel = NetlinkChannel.open(protocol);
        try {
            channel.bind();
            for (int group : groups) channel.option(NetlinkFlags.NETLINK_ADD_MEMBERSHIP, group);
            return new NetlinkSubscription(channel);
        } catch (LinuxException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Room for notifications that are not taken yet, in bytes, as the kernel counts them. Before {@link #start}. */
    public NetlinkSubscription receiveBuffer(int bytes) throws LinuxException {
        channel.receiveBuffer(bytes);
        return this;
    }

    /** Begins to tell, and first what has happened since {@link #open}. Once. */
    public void start(Handler to) throws LinuxException {
        lock.lock();
        try {
            if (!channel.isOpen()) throw new IllegalStateException("the subscription is closed");
            if (handler != null) throw new IllegalStateException("started already");
            handler = to;
            unwatch = EventLoop.get().watch(channel.fd(), this::drain);
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        lock.lock();
        try {
            Handler to = handler;
            if (to == null) return;
            for (int i = 0; i < DATAGRAMS_AT_A_TIME && channel.isOpen(); i++) {
                if (!receive(to)) break;
            }
            if (channel.isOpen()) to.drained();
        } finally {
            lock.unlock();
        }
    }

    /** False when there is nothing more. */
    private boolean receive(Handler to) {
        try {
            int n = channel.receiveNow();
            if (n < 0) return false;
            MessageReader reader = new MessageReader(channel.received().view(), n);
            while (channel.isOpen() && reader.hasNext()) {
                Message message = reader.next();
                if (message.type() >= FIRST_OF_A_FAMILY) to.message(message);
            }
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOBUFS) {
                to.lost();
                return true;
            }
            close();
            to.failed(e);
            return false;
        }
    }

    /**
     * The lock under which the handler is called and {@link #close} works. Whoever has a lock of its own in the handler takes
     * this one instead, so that nothing waits crosswise.
     */
    public ReentrantLock lock() {
        return lock;
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends it, and waits until the handler is not running, unless this is the handler. Idempotent. */
    @Override
    public void close() {
        channel.cancel();
        lock.lock();
        try {
            if (unwatch != null && channel.fd().isOpen()) unwatch.run();
            unwatch = null;
            channel.close();
        } finally {
            lock.unlock();
        }
    }
}
