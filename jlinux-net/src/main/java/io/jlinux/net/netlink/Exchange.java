package io.jlinux.net.netlink;

import static io.jlinux.net.netlink.NetlinkFlags.NLMSG_ERROR;
import static io.jlinux.net.netlink.NetlinkFlags.NLM_F_ACK;
import static io.jlinux.net.netlink.NetlinkFlags.NLM_F_DUMP;

import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of one send, and which of them are answered. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** Takes the messages with data that answer the request at {@code index}. */
    interface Sink {
        void accept(int index, Message message) throws NetlinkException;
    }

    private final List<Reply> replies;
    private final int flags;
    private final boolean atomic;
    private final Sink sink;
    private final int[] starts;
    private final boolean[] done;
    private int pending;

    private Exchange(List<Reply> replies, int flags, boolean atomic, Sink sink) {
        this.replies = replies;
        this.flags = flags;
        this.atomic = atomic;
        this.sink = sink;
        this.starts = new int[replies.size()];
        this.done = new boolean[replies.size()];
        this.pending = replies.size();
    }

    /** Requests of which each is answered by its end: an acknowledgement, or the end of a dump. */
    Exchange(List<Reply> replies, int flags, Sink sink) {
        this(replies, flags, false, sink);
    }

    /** Requests of which only the last but one, the one before the end, must be answered. */
    static Exchange transaction(List<Reply> replies) {
        return new Exchange(
                replies, 0, true, (index, message) -> replies.get(index).add(message));
    }

    int size() {
        return starts.length;
    }

    Sink sink() {
        return sink;
    }

    void write(MessageWriter writer, int firstSequence) {
        for (int i = 0; i < starts.length; i++) {
            int more = atomic && i == starts.length - 2 ? NLM_F_ACK : flags;
            starts[i] = replies.get(i).request().write(writer, firstSequence + i, more);
        }
    }

    /** Whether it asks for a dump, which can be asked for again. */
    boolean isDump() {
        return flags == NLM_F_DUMP;
    }

    boolean isDone() {
        return pending <= 0;
    }

    /** Whether the request at {@code index} is one of these and not finished. */
    boolean awaits(int index) {
        return index >= 0 && index < done.length && !done[index];
    }

    /** The first request that is not finished; the last one where all are. */
    Request unanswered() {
        int i = 0;
        while (i < done.length - 1 && done[i]) i++;
        return replies.get(i).request();
    }

    /** The request at {@code index} has come to its end; {@code sent} are the bytes of all of them. */
    void finish(int index, Message end, ByteBuffer sent) throws NetlinkException {
        conclude(replies.get(index), end, starts[index], sent);
        done[index] = true;
        pending--;
        // an error of the begin is one of the whole, and nothing else needs to come; nor after the last request
        if (atomic && (index == 0 || index == starts.length - 2)) pending = 0;
    }

    private static void conclude(Reply reply, Message end, int start, ByteBuffer all) throws NetlinkException {
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
        ByteBuffer sent = all.slice(start, all.getInt(start)).order(all.order());
        String attribute = ack.attribute(request.names(), sent);
        reply.fail(new NetlinkException(
                request.operation(),
                request.target(),
                errno,
                ack.detail(attribute),
                request.names().hints().find(request.type(), errno),
                attribute));
    }
}
