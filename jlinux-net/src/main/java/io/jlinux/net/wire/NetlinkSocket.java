package io.jlinux.net.wire;

import static io.jlinux.net.wire.NetlinkFlags.NLMSG_DONE;
import static io.jlinux.net.wire.NetlinkFlags.NLMSG_ERROR;
import static io.jlinux.net.wire.NetlinkFlags.NLMSG_NOOP;
import static io.jlinux.net.wire.NetlinkFlags.NLMSG_OVERRUN;
import static io.jlinux.net.wire.NetlinkFlags.NLM_F_ACK;
import static io.jlinux.net.wire.NetlinkFlags.NLM_F_DUMP;
import static io.jlinux.net.wire.NetlinkFlags.NLM_F_DUMP_INTR;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A netlink socket: requests and their answers.
 *
 * <p>It belongs for its life to the network namespace that it was opened in, and keeps that namespace alive; it can be
 * used from any thread, one exchange at a time. Never hangs: an answer that does not come is {@code ETIMEDOUT}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public final class NetlinkSocket implements AutoCloseable {
    /** How often a dump is begun again when the kernel says that things changed while it was made. */
    static final int DUMP_ATTEMPTS = 20;

    /** So many that their answers fit into the receive buffer for certain. */
    static final int MAX_BATCH = 64;

    /** For what is told to nobody here: a namespace without an id, or one whose messages we may not hear. */
    private static final long RECHECK_NANOS = 20_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(NetlinkSocket.class);

    /** Takes the messages that answer the request at {@code index}. */
    private interface Sink {
        void accept(int index, Message message) throws NetlinkException;
    }

    private final NetlinkChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private int sequence;
    private int port;

    private NetlinkSocket(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** Opens a socket in the network namespace that the calling thread is in. */
    public static NetlinkSocket open(int protocol) throws LinuxException {
        return new NetlinkSocket(NetlinkChannel.open(protocol));
    }

    /**
     * Opens a socket in a network namespace, on a thread of its own that enters it and ends.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over the namespace
     */
    public static NetlinkSocket open(int protocol, NamespaceHandle namespace) throws LinuxException {
        return NamespaceVisit.call(namespace, () -> open(protocol));
    }

    /** Sends a request and waits until the kernel has done it. */
    public void execute(Request request) throws LinuxException {
        batch(List.of(request)).get(0).check();
    }

    /** Sends a request that is answered by one message. */
    public <T> T get(Request request, Decoder<T> decoder) throws LinuxException {
        Reply reply = new Reply(request);
        lock.lock();
        try {
            exchange(List.of(reply), NLM_F_ACK, true, (index, message) -> reply.add(message));
        } finally {
            lock.unlock();
        }
        return reply.decode(decoder);
    }

    /**
     * Sends several requests at once. The kernel does one after the other, also when one before has failed. An answer with
     * data must be smaller than 32 KiB, which that about one link is, unless it has hundreds of virtual functions.
     *
     * @return a reply for each, in their order
     */
    public List<Reply> batch(List<Request> requests) throws LinuxException {
        List<Reply> replies = new ArrayList<>(requests.size());
        for (Request request : requests) replies.add(new Reply(request));
        lock.lock();
        try {
            for (int from = 0; from < requests.size(); from += MAX_BATCH) {
                List<Reply> part = replies.subList(from, Math.min(from + MAX_BATCH, requests.size()));
                exchange(
                        part,
                        NLM_F_ACK,
                        false,
                        (index, message) -> part.get(index).add(message));
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
     * Asks for all objects of a kind.
     *
     * @throws NetlinkException {@code EINTR} when they changed during every one of {@value #DUMP_ATTEMPTS} attempts
     */
    public <T> List<T> dump(Request request, Decoder<T> decoder) throws LinuxException {
        lock.lock();
        try {
            for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
                Dump<T> dump = new Dump<>(decoder);
                Reply reply = new Reply(request);
                boolean interrupted = exchange(List.of(reply), NLM_F_DUMP, true, dump);
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

    /** Collects to the end, so that the socket is free again, and tells a failure afterwards. */
    private static final class Dump<T> implements Sink {
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

    /** Returns whether the kernel said that a dump is not consistent. */
    private boolean exchange(List<Reply> replies, int flags, boolean sized, Sink sink) throws LinuxException {
        if (!channel.isOpen()) throw new IllegalStateException("the netlink socket is closed");
        MessageWriter writer = channel.writer();
        writer.reset();
        int first = sequence + 1;
        int[] starts = new int[replies.size()];
        for (int i = 0; i < starts.length; i++)
            starts[i] = replies.get(i).request().write(writer, first + i, flags);
        sequence += starts.length;
        channel.send();
        try {
            return collect(replies, starts, first, sized, sink);
        } catch (NetlinkException e) {
            if (e.errno() == Errno.EBADMSG) close(); // out of step: nothing that follows can be trusted
            throw e;
        }
    }

    private boolean collect(List<Reply> replies, int[] starts, int first, boolean sized, Sink sink)
            throws LinuxException {
        boolean[] done = new boolean[starts.length];
        boolean interrupted = false;
        int pending = starts.length;
        long deadline = System.nanoTime() + NetlinkChannel.TIMEOUT.toNanos();
        while (pending > 0) {
            int length = channel.receive(sized, deadline);
            MessageReader reader = new MessageReader(channel.received().view(), length);
            while (reader.hasNext()) {
                Message message = reader.next();
                int index = message.sequence() - first;
                boolean mine = index >= 0 && index < starts.length && (port == 0 || message.port() == port);
                if (!mine || done[index]) continue; // a notification, or late for an exchange that has failed
                deadline = System.nanoTime() + NetlinkChannel.TIMEOUT.toNanos();
                interrupted |= (message.flags() & NLM_F_DUMP_INTR) != 0;
                int type = message.type();
                if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                    finish(replies.get(index), message, starts[index]);
                    done[index] = true;
                    pending--;
                } else if (type == NLMSG_OVERRUN) {
                    throw NetlinkException.malformed("the kernel lost messages");
                } else if (type != NLMSG_NOOP) {
                    sink.accept(index, message);
                }
            }
        }
        return interrupted;
    }

    private void finish(Reply reply, Message end, int start) throws NetlinkException {
        boolean failed = end.type() == NLMSG_ERROR;
        int errno = end.length() < 4 && !failed ? 0 : -end.u32(0);
        ExtAck ack = failed ? ExtAck.ofError(end) : ExtAck.ofDone(end);
        Request request = reply.request();
        if (errno <= 0) {
            if (ack.message() != null) {
                LOG.warn("{} {}: {}", request.operation(), request.target(), ack.message());
            }
            return;
        }
        ByteBuffer all = channel.writer().buffer().view();
        ByteBuffer sent = all.slice(start, all.getInt(start)).order(all.order());
        String attribute = ack.attribute(request.names(), sent);
        reply.fail(new NetlinkException(
                request.operation(),
                request.target(),
                errno,
                ack.detail(attribute),
                NetHints.forError(request.type(), errno),
                attribute));
    }

    /** A question that is asked again after every notification. */
    @FunctionalInterface
    public interface Condition {
        /** Whether it holds by now; may use the socket. */
        boolean holds() throws LinuxException;
    }

    /**
     * Waits without sleeping until {@code condition} holds: it is asked now, and again after every notification of the
     * multicast group, from this namespace and from those that have an id in it.
     *
     * @return false when {@code nanos} went by first
     */
    public boolean await(int group, long nanos, Condition condition) throws LinuxException {
        if (condition.holds()) return true;
        long deadline = System.nanoTime() + nanos;
        lock.lock();
        try {
            if (port == 0) port = channel.port();
            listenToOthers();
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
            } catch (NetlinkException e) {
                if (e.errno() != Errno.ENOBUFS) throw e;
                continue; // notifications were dropped: ask again
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) return false;
            channel.await(Math.min(left, RECHECK_NANOS));
        }
    }

    private void listenToOthers() {
        try {
            channel.option(NetlinkFlags.NETLINK_LISTEN_ALL_NSID, 1);
        } catch (LinuxException e) {
            LOG.debug("only the notifications of this namespace: {}", e.getMessage()); // needs CAP_NET_BROADCAST
        }
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes the socket, after the exchange that another thread may be in. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            channel.close();
        } finally {
            lock.unlock();
        }
    }
}
