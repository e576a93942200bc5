package io.jlinux.net.netlink;

/**
 * Makes a value of a message; pure, and done with the message when it returns.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
@FunctionalInterface
public interface Decoder<T> {
    /**
     * Decodes {@code message}.
     *
     * @throws NetlinkException when it is not what it should be
     */
    T decode(Message message) throws NetlinkException;
}
