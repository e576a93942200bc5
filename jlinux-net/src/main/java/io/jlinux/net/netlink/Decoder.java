package io.jlinux.net.netlink;

/** Makes a value of a message; pure, and done with the message when it returns. */
@FunctionalInterface
public interface Decoder<T> {
    /**
     * Decodes {@code message}.
     *
     * @throws NetlinkException when it is not what it should be
     */
    T decode(Message message) throws NetlinkException;
}
