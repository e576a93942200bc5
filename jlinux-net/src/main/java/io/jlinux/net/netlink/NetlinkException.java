package io.jlinux.net.netlink;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel refused a netlink request, or answered with something that is no netlink message.
 *
 * <p>{@link #detail()} is the text of the kernel's extended ACK with the name of the attribute that it is about, such as
 * {@code mtu greater than device maximum (attribute IFLA_MTU)}.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html#ext-ack">Extended ACK</a>
 */
public class NetlinkException extends LinuxException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String attribute;

    /**
     * A refusal of {@code operation} on {@code target}.
     *
     * @param rawErrno the kernel's number, positive
     * @param detail what the kernel said beyond the number
     * @param attribute the path of the attribute that is to blame, such as {@code IFLA_LINKINFO/IFLA_INFO_KIND}
     */
    public NetlinkException(
            String operation,
            String target,
            int rawErrno,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable String attribute) {
        super(operation, target, rawErrno, detail, hint);
        this.attribute = attribute;
    }

    /** {@code EBADMSG}: bytes that are no netlink message; {@code detail} says why. */
    public static NetlinkException malformed(String detail) {
        return new NetlinkException("read netlink message", "", Errno.EBADMSG.number(), detail, null, null);
    }

    /** The same, told for the request that waited for an answer when the socket failed. */
    NetlinkException of(Request request) {
        if (!target().isEmpty()) return this;
        NetlinkException told =
                new NetlinkException(request.operation(), request.target(), rawErrno(), detail(), hint(), null);
        told.initCause(this);
        return told;
    }

    /** The attribute of the request that the kernel points at, as a path of names; empty where it points at none. */
    public Optional<String> attribute() {
        return Optional.ofNullable(attribute);
    }
}
