package io.jlinux.net;

import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkProtocol;
import io.jlinux.net.netlink.NetlinkSubscription;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of a network namespace, kept true: a snapshot, and every change after it, without a gap between.
 *
 * <pre>
 *   subscribe ──► dump ──► apply what came meanwhile ──► apply what comes
 *                  ▲                                          │ ENOBUFS: the kernel dropped something
 *                  └──────────────── Resync ◄─────────────────┘
 * </pre>
 *
 * <p>Every listener and subscriber begins with a {@link NetworkEvent.Resync} that holds the state, and gets another one
 * whenever changes were dropped, by the kernel or because the subscriber did not ask for them in time. What the kernel does
 * not tell (IPv4 routes that go with a link or an address, routes that are replaced) is found out. For a moment after {@link
 * #open} the events may tell of what happened while the dump was made, which it holds already; they end where the kernel is.
 *
 * <p>All monitors share one thread with all subscriptions of the JVM: listeners run on it and must be brief. Thread-safe.
 *
 * <pre>{@code
 * try (NetworkMonitor monitor = NetworkMonitor.open(box)) {
 *     monitor.listen(event -> { … });
 *     monitor.await(state -> state.link("eth0").filter(Link::isUp).isPresent(), Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
public final class NetworkMonitor implements Flow.Publisher<NetworkEvent>, AutoCloseable {
    private static final int[] GROUPS = {
        Rtm.RTNLGRP_LINK,
        Rtm.RTNLGRP_IPV4_IFADDR,
        Rtm.RTNLGRP_IPV6_IFADDR,
        Rtm.RTNLGRP_IPV4_ROUTE,
        Rtm.RTNLGRP_IPV6_ROUTE,
        Rtm.RTNLGRP_IPV4_RULE,
        Rtm.RTNLGRP_IPV6_RULE
    };

    /** Room for some thousand notifications, for an ordinary user less. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private final Network network;
    private final boolean withNeighbours;
    private final NetlinkSubscription subscription;
    private final StateKeeper keeper = new StateKeeper();
    /** The subscription's own: a listener may close the monitor, whichever thread it runs on. */
    private final ReentrantLock lock;

    private final Condition changed;
    private final List<EventOutlet> outlets = new ArrayList<>();
    private boolean lost;
    private @Nullable LinuxException failure;

    private NetworkMonitor(Network network, boolean withNeighbours, NetlinkSubscription subscription) {
        this.network = network;
        this.withNeighbours = withNeighbours;
        this.subscription = subscription;
        this.lock = subscription.lock();
        this.changed = lock.newCondition();
    }

    /** Of the namespace that the calling thread is in: links, addresses, routes and rules. */
    public static NetworkMonitor open() throws LinuxException {
        return open(Network.current(), null, false, RECEIVE_BUFFER);
    }

    /** Of a namespace: links, addresses, routes and rules. The handle may be closed afterwards. */
    public static NetworkMonitor open(NamespaceHandle namespace) throws LinuxException {
        return open(Network.in(namespace), namespace, false, RECEIVE_BUFFER);
    }

    /** Of the namespace that the calling thread is in, with neighbours, which change all the time where there is traffic. */
    public static NetworkMonitor openWithNeighbours() throws LinuxException {
        return open(Network.current(), null, true, RECEIVE_BUFFER);
    }

    /** Of a namespace, with neighbours. The handle may be closed afterwards. */
    public static NetworkMonitor openWithNeighbours(NamespaceHandle namespace) throws LinuxException {
        return open(Network.in(namespace), namespace, true, RECEIVE_BUFFER);
    }

    static NetworkMonitor open(
            Network network, @Nullable NamespaceHandle namespace, boolean withNeighbours, int receiveBuffer)
            throws LinuxException {
        @Nullable NetlinkSubscription subscription = null;
        try {
            subscription = NetlinkSubscription.open(NetlinkProtocol.ROUTE, namespace, groups(withNeighbours))
                    .receiveBuffer(receiveBuffer);
            NetworkMonitor monitor = new NetworkMonitor(network, withNeighbours, subscription);
            monitor.dump();
            subscription.start(monitor.new Handler());
            return monitor;
        } catch (LinuxException | RuntimeException e) {
            if (subscription != null) subscription.close();
            network.close();
            throw e;
        }
    }

    private static int[] groups(boolean withNeighbours) {
        if (!withNeighbours) return GROUPS.clone();
        int[] groups = Arrays.copyOf(GROUPS, GROUPS.length + 1);
        groups[GROUPS.length] = Rtm.RTNLGRP_NEIGH;
        return groups;
    }

    private void dump() throws LinuxException {
        List<Link> links = network.links().list();
        List<LinkAddress> addresses = network.addresses().list();
        List<NeighbourEntry> neighbours = withNeighbours ? network.neighbours().list() : List.of();
        keeper.reset(links, addresses, routes(), network.rules().list(), neighbours);
    }

    private List<Route> routes() throws LinuxException {
        return network.routes().listAll().stream().filter(StateKeeper::isKept).toList();
    }

    /** On the one thread of all subscriptions. */
    private final class Handler implements NetlinkSubscription.Handler {
        @Override
        public void message(Message message) throws NetlinkException {
            lock.lock();
            try {
                if (!lost) keeper.apply(message).ifPresent(NetworkMonitor.this::tell);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void lost() {
            lock.lock();
            try {
                lost = true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void drained() {
            lock.lock();
            try {
                if (lost) resync();
                else clearDoubts();
            } catch (LinuxException e) {
                subscription.close();
                failed(e);
            } finally {
                lock.unlock();
            }
        }

        private void clearDoubts() throws LinuxException {
            if (keeper.routesInDoubt()) keeper.resetRoutes(routes()).forEach(NetworkMonitor.this::tell);
            if (!keeper.rulesInDoubt()) return;
            keeper.resetRules(network.rules().list()).forEach(NetworkMonitor.this::tell);
            changed.signalAll(); // their order alone may be another
        }

        private void resync() throws LinuxException {
            dump();
            lost = false;
            tell(new NetworkEvent.Resync(keeper.state(), true));
        }

        @Override
        public void failed(LinuxException error) {
            end(error);
        }
    }

    private void tell(NetworkEvent event) {
        for (EventOutlet outlet : List.copyOf(outlets)) outlet.offer(event);
        changed.signalAll();
    }

    /** The state as it is known now. */
    public NetworkState state() {
        lock.lock();
        try {
            return keeper.state();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells {@code listener} the state and all changes from then on, until what is returned is closed. After that nothing is
     * told, not even what is being told by then: closing waits for that, unless the listener itself does it.
     */
    public Listening listen(Consumer<NetworkEvent> listener) {
        EventOutlet outlet = EventOutlet.unlimited(lock, keeper::state, listener);
        add(outlet);
        return () -> remove(outlet);
    }

    /** What {@link #listen} returns: ends it. */
    @FunctionalInterface
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * As {@link #listen}, as fast as the subscriber asks for. Changes that it does not ask for are kept, up to {@value
     * EventOutlet#MAX_QUEUE}; from then on they are dropped, and a {@link NetworkEvent.Resync} comes in their place.
     */
    @Override
    public void subscribe(Flow.Subscriber<? super NetworkEvent> subscriber) {
        EventOutlet outlet = EventOutlet.of(lock, keeper::state, subscriber, this::remove);
        add(outlet);
    }

    private void add(EventOutlet outlet) {
        lock.lock();
        try {
            outlet.begin();
            if (!subscription.isOpen()) {
                outlet.end(failure);
                return;
            }
            outlets.add(outlet);
            outlet.offer(new NetworkEvent.Resync(keeper.state(), false));
        } finally {
            lock.unlock();
        }
    }

    private void remove(EventOutlet outlet) {
        lock.lock();
        try {
            outlet.cancelled();
            outlets.remove(outlet);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the state is one that {@code condition} accepts.
     *
     * @return false when {@code timeout} went by first, or the monitor is closed
     */
    public boolean await(Predicate<NetworkState> condition, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.test(keeper.state())) {
                if (left <= 0 || !subscription.isOpen()) return false;
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable LinuxException error) {
        lock.lock();
        try {
            failure = error;
            for (EventOutlet outlet : List.copyOf(outlets)) outlet.end(error);
            outlets.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        network.close();
    }

    /** Whether it still tells. It ends by itself when the kernel's answers cannot be read any more. */
    public boolean isOpen() {
        return subscription.isOpen();
    }

    /** Ends it: subscribers are told that it is complete. Nothing is told afterwards. Idempotent. */
    @Override
    public void close() {
        subscription.close();
        end(null);
    }
}
