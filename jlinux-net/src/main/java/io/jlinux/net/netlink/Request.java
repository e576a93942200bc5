package io.jlinux.net.netlink;

/**
 * A request, as a value: what to write, and how an error of it is told.
 *
 * @param type message type, such as {@code RTM_NEWLINK}
 * @param flags {@code NLM_F_*}; REQUEST, ACK and DUMP are added when it is sent
 * @param names of the attributes that the body writes, for errors
 * @param operation for errors, such as {@code create veth}
 * @param target for errors, such as the name of the link
 * @param body writes all that stands behind the message's header; called once for each send
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public record Request(int type, int flags, AttributeNames names, String operation, String target, Body body) {

    /** Writes fixed header and attributes; pure. */
    @FunctionalInterface
    public interface Body {
        void write(MessageWriter writer);
    }

    /** The same with more flags. */
    public Request with(int moreFlags) {
        return new Request(type, flags | moreFlags, names, operation, target, body);
    }

    /** The whole message as {@link NetlinkSocket#execute} sends it. */
    public byte[] encode(int sequence) {
        MessageWriter writer = new MessageWriter(1024);
        write(writer, sequence, NetlinkFlags.NLM_F_ACK);
        return writer.toBytes();
    }

    /** Returns where the message begins. */
    int write(MessageWriter writer, int sequence, int moreFlags) {
        writer.begin(type, flags | NetlinkFlags.NLM_F_REQUEST | moreFlags, sequence);
        body.write(writer);
        return writer.end();
    }
}
