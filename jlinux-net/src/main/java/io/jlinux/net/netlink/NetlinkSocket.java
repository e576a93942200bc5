package io.jlinux.net.netlink;

import static io.jlinux.net.netlink.NetlinkFlags.NLMSG_DONE;
import static io.jlinux.net.netlink.NetlinkFlags.NLMSG_ERROR;
import static io.jlinux.net.netlink.NetlinkFlags.NLMSG_NOOP;
import static io.jlinux.net.netlink.NetlinkFlags.NLMSG_OVERRUN;
import static io.jlinux.net.netlink.NetlinkFlags.NLM_F_ACK;
import static io.jlinux.net.netlink.NetlinkFlags.NLM_F_DUMP;
import static io.jlinux.net.netlink.NetlinkFlags.NLM_F_DUMP_INTR;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A netlink socket: requests and their answers.
 *
 * <p>It belongs for its life to the network namespace that it was opened in, and keeps that namespace alive; it can be
 * used from any thread, one exchange at a time. Never hangs: an answer that does not come is {@code ETIMEDOUT}, and a
 * thread that waits for one is set free by {@link Thread#interrupt} or by {@link #close} with {@code ECANCELED}.
 *
 * <pre>{@code
 * try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE, box)) {
 *     socket.execute(request);                        // throws what the kernel says, with the attribute's name
 *     List<Reply> each = socket.batch(requests);      // one send, a result for each
 *     List<Item> all = socket.dump(question, Item::decode);
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public final class NetlinkSocket implements AutoCloseable {
    /** How often a dump is begun again when the kernel says that things changed while it was made. */
    public static final int DUMP_ATTEMPTS = 20;

    /** So many that their answers fit into the receive buffer for certain. */
    static final int MAX_BATCH = 64;

    /** The kernel answers within the send, as a rule; this is for one that never does. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** For what is told to nobody here: a namespace without an id, or one whose messages we may not hear. */
    private static final Duration RECHECK = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(NetlinkSocket.class);

    private final NetlinkChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long timeout = TIMEOUT.toNanos();
    private volatile long recheck = RECHECK.toNanos();
    private int sequence;
    private int port;

    private NetlinkSocket(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** Opens a socket in the network namespace that the calling thread is in. */
    public static NetlinkSocket open(NetlinkProtocol protocol) throws LinuxException {
        return new NetlinkSocket(NetlinkChannel.open(protocol));
    }

    /**
     * Opens a socket in a network namespace, by a {@link io.jlinux.ns.NetworkVisit}. The handle may be closed
     * afterwards.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over the namespace
     */
    public static NetlinkSocket open(NetlinkProtocol protocol, NamespaceHandle namespace) throws LinuxException {
        return NamespaceVisit.call(namespace, () -> open(protocol));
    }

    /** How long an answer may take, from the one before it on; 10 seconds unless this is called. */
    public NetlinkSocket timeout(Duration duration) {
        if (duration.isNegative() || duration.isZero()) throw new IllegalArgumentException("no time: " + duration);
        timeout = duration.toNanos();
        return this;
    }

    /** How often the condition of {@link #await} is asked without a notification. */
    NetlinkSocket recheck(Duration duration) {
        recheck = duration.toNanos();
        return this;
    }

    /**
     * The number of its network namespace ({@code SO_NETNS_COOKIE}), which no other one gets until the kernel is restarted.
     *
     * @return empty before Linux 5.14
     */
    public OptionalLong namespaceCookie() throws LinuxException {
        lock.lock();
        try {
            return channel.namespaceCookie();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a request and waits until the kernel has done it.
     *
     * @throws NetlinkException the kernel's refusal
     */
    public void execute(Request request) throws LinuxException {
        batch(List.of(request)).get(0).check();
    }

    /**
     * Sends a request that is answered by one message, which {@code decoder} gets.
     *
     * @throws NetlinkException the kernel's refusal; {@code EBADMSG} for another number of answers than one
     */
    public <T> T get(Request request, Decoder<T> decoder) throws LinuxException {
        return batch(List.of(request)).get(0).decode(decoder);
    }

    /**
     * Sends several requests at once. The kernel does one after the other, also when one before has failed.
     *
     * @return a reply for each, in their order
     * @throws LinuxException where the exchange itself fails; which of the requests were done is not known then
     */
    public List<Reply> batch(List<Request> requests) throws LinuxException {
        List<Reply> replies = new ArrayList<>(requests.size());
        for (Request request : requests) replies.add(new Reply(request));
        lock.lock();
        try {
            for (int from = 0; from < replies.size(); from += MAX_BATCH) {
                List<Reply> part = replies.subList(from, Math.min(from + MAX_BATCH, replies.size()));
                exchange(new Exchange(
                        part, NLM_F_ACK, (index, message) -> part.get(index).add(message)));
            }
            return replies;
        } finally {
            lock.unlock();
        }
    }

    /** Sends several requests at once, and throws the first refusal; later ones are attached to it. */
    public void executeAll(List<Request> requests) throws LinuxException {
        NetlinkException first = null;
        for (Reply reply : batch(requests)) {
            NetlinkException error = reply.error();
            if (error == null) continue;
            if (first == null) first = error;
            else first.addSuppressed(error);
        }
        if (first != null) throw first;
    }

    /**
     * Sends requests between a begin and an end as one datagram, which the kernel does whole or not at all: a batch of
     * nfnetlink. Only the last request asks for an acknowledgement: the kernel tells every refusal before it.
     *
     * @return a reply for each of {@code requests}; where any has an error, none was done
     * @throws NetlinkException what the kernel has against the batch as such, told for {@code begin}
     * @throws IllegalArgumentException for no requests
     */
    public List<Reply> transaction(Request begin, List<Request> requests, Request end) throws LinuxException {
        if (requests.isEmpty()) throw new IllegalArgumentException("nothing between begin and end");
        List<Reply> replies = new ArrayList<>(requests.size() + 2);
        replies.add(new Reply(begin));
        for (Request request : requests) replies.add(new Reply(request));
        replies.add(new Reply(end));
        lock.lock();
        try {
            exchange(Exchange.transaction(replies));
        } finally {
            lock.unlock();
        }
        replies.get(0).check();
        return replies.subList(1, replies.size() - 1);
    }

    /**
     * Asks for all objects of a kind ({@code NLM_F_DUMP}), with the kernel's strict check of the request. Begun again when
     * they changed meanwhile, so that the answer is consistent.
     *
     * @throws NetlinkException {@code EINTR} when they changed during every one of {@value #DUMP_ATTEMPTS} attempts
     */
    public <T> List<T> dump(Request request, Decoder<T> decoder) throws LinuxException {
        lock.lock();
        try {
            for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
                Dump<T> dump = new Dump<>(decoder);
                Reply reply = new Reply(request);
                boolean interrupted = dumpOnce(new Exchange(List.of(reply), NLM_F_DUMP, dump));
                reply.check();
                if (!interrupted) return dump.result();
            }
        } finally {
            lock.unlock();
        }
        throw new NetlinkException(
                request.operation(),
                request.target(),
                Errno.EINTR.number(),
                "it changed during each of " + DUMP_ATTEMPTS + " attempts to read it",
                null,
                null);
    }

    /** A dump that was not read to its end is in the way of the next one, and so is the socket. */
    private boolean dumpOnce(Exchange exchange) throws LinuxException {
        try {
            return exchange(exchange);
        } catch (NetlinkException e) {
            if (e.errno() == Errno.ECANCELED || e.errno() == Errno.ETIMEDOUT) close();
            throw e;
        }
    }

    /** Collects to the end, so that the socket is free again, and tells a failure afterwards. */
    private static final class Dump<T> implements Exchange.Sink {
        private final Decoder<T> decoder;
        private final List<T> values = new ArrayList<>();
        private @Nullable NetlinkException failure;

        Dump(Decoder<T> decoder) {
            this.decoder = decoder;
        }

        @Override
        public void accept(int index, Message message) {
            if (failure != null) return;
            try {
                values.add(decoder.decode(message));
            } catch (NetlinkException e) {
                failure = e;
            }
        }

        List<T> result() throws NetlinkException {
            if (failure != null) throw failure;
            return values;
        }
    }

    /**
     * Returns whether a dump has to be made again: the kernel said that it is not consistent, or a message of it was larger than
     * there was room for, which there is now. That is only so where a single message is: else no datagram of a dump is larger than
     * {@value SocketBuffers#RECEIVE_SIZE} bytes.
     */
    private boolean exchange(Exchange exchange) throws LinuxException {
        checkOpen();
        MessageWriter writer = channel.writer();
        writer.reset();
        int first = sequence + 1;
        exchange.write(writer, first);
        sequence += exchange.size();
        channel.send();
        try {
            return collect(exchange, first);
        } catch (NetlinkException e) {
            if (e.errno() == Errno.EBADMSG) close(); // out of step: nothing that follows can be trusted
            throw e.of(exchange.unanswered());
        }
    }

    private boolean collect(Exchange exchange, int first) throws LinuxException {
        boolean interrupted = false;
        long deadline = System.nanoTime() + timeout;
        while (!exchange.isDone()) {
            int length = exchange.isDump() ? channel.receiveUnseen(deadline) : channel.receive(deadline);
            if (length == NetlinkChannel.TOO_LARGE) {
                channel.drain(); // to its end: the kernel makes each datagram of a dump when the one before it is
                // received
                return true;
            }
            MessageReader reader = new MessageReader(channel.received().view(), length);
            boolean answered = false;
            while (reader.hasNext()) {
                Message message = reader.next();
                int index = message.sequence() - first;
                boolean mine = exchange.awaits(index) && (port == 0 || message.port() == port);
                if (!mine) continue; // a notification, or late for an exchange that has failed
                answered = true;
                interrupted |= (message.flags() & NLM_F_DUMP_INTR) != 0;
                int type = message.type();
                if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                    exchange.finish(index, message, channel.writer().buffer().view());
                } else if (type == NLMSG_OVERRUN) {
                    throw NetlinkException.malformed("the kernel lost messages");
                } else if (type != NLMSG_NOOP) {
                    exchange.sink().accept(index, message);
                }
            }
            if (answered && !exchange.isDone()) deadline = System.nanoTime() + timeout;
        }
        return interrupted;
    }

    /** A question that is asked again after every notification. */
    @FunctionalInterface
    public interface Condition {
        /** Whether it holds by now; may use the socket. */
        boolean holds() throws LinuxException;
    }

    /**
     * Waits until {@code condition} holds: it is asked now, and again after every notification of the multicast group, from
     * this namespace and from those that have an id in it. It is asked every 20 ms as well, for what is told to nobody here:
     * that of a namespace without an id, or, without {@code CAP_NET_BROADCAST}, of any other one.
     *
     * @return false when {@code nanos} went by first
     */
    public boolean await(int group, long nanos, Condition condition) throws LinuxException {
        if (condition.holds()) return true;
        long deadline = System.nanoTime() + nanos;
        lock.lock();
        try {
            checkOpen();
            if (port == 0) {
                if (channel.port() == 0) channel.bind(); // nothing was sent so far, and nothing would be told
                port = channel.port();
            }
            listenToOthers(channel);
            channel.option(NetlinkFlags.NETLINK_ADD_MEMBERSHIP, group);
            try {
                return awaitSubscribed(deadline, condition);
            } finally {
                if (channel.isOpen()) channel.option(NetlinkFlags.NETLINK_DROP_MEMBERSHIP, group);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitSubscribed(long deadline, Condition condition) throws LinuxException {
        while (true) {
            try {
                if (condition.holds()) return true;
                long left = deadline - System.nanoTime();
                if (left <= 0) return false;
                if (channel.await(Math.min(left, recheck)))
                    channel.drain(); // that something happened is all that counts
            } catch (NetlinkException e) {
                if (e.errno() != Errno.ENOBUFS) throw e; // else notifications were dropped: ask again
            }
        }
    }

    /**
     * Its netlink port: what the kernel knows it by, and tells others when it notifies them of what this socket did. It has one
     * from its first request on; before, this is 0.
     */
    public int port() throws LinuxException {
        lock.lock();
        try {
            checkOpen();
            return channel.port();
        } finally {
            lock.unlock();
        }
    }

    static void listenToOthers(NetlinkChannel channel) {
        try {
            channel.option(NetlinkFlags.NETLINK_LISTEN_ALL_NSID, 1);
        } catch (LinuxException e) {
            LOG.debug("only the notifications of this namespace: {}", e.getMessage()); // needs CAP_NET_BROADCAST
        }
    }

    private void checkOpen() {
        if (!channel.isOpen()) throw new IllegalStateException("the netlink socket is closed");
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes the socket; a thread that waits for an answer gets {@code ECANCELED}. Idempotent. */
    @Override
    public void close() {
        channel.cancel();
        lock.lock();
        try {
            channel.close();
        } finally {
            lock.unlock();
        }
    }
}
