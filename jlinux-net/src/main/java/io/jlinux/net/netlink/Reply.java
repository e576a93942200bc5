package io.jlinux.net.netlink;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back for one request of a batch.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public final class Reply {
    private final Request request;
    private final List<Message> messages = new ArrayList<>(1);
    private @Nullable NetlinkException error;

    Reply(Request request) {
        this.request = request;
    }

    void add(Message message) {
        messages.add(message.copy());
    }

    void fail(NetlinkException e) {
        error = e;
    }

    public Request request() {
        return request;
    }

    /** The kernel's refusal, or null where it agreed. */
    public @Nullable NetlinkException error() {
        return error;
    }

    /** Throws the refusal, where there is one. */
    public Reply check() throws NetlinkException {
        if (error != null) throw error;
        return this;
    }

    /** Whether one message came that {@link #decode} can read. */
    public boolean isAnswered() {
        return error == null && messages.size() == 1;
    }

    /** The one message that answers a GET, or a request with {@code NLM_F_ECHO}. */
    public <T> T decode(Decoder<T> decoder) throws NetlinkException {
        check();
        if (messages.size() != 1) {
            throw NetlinkException.malformed(messages.size() + " answers to " + request.operation());
        }
        return decoder.decode(messages.get(0));
    }
}
