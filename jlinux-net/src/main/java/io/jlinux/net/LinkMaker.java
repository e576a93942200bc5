package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Reply;
import io.jlinux.net.netlink.Request;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.List;

/** Makes links, and unmakes them when what follows fails. */
final class LinkMaker {
    /** Until the first link is made without one. */
    private static volatile boolean kernelEchoes = true;

    private LinkMaker() {}

    /**
     * Creates a link and reads it back, in one send.
     *
     * @param whole whether it is all that it shall be before it is told of: whether it has no master, which comes afterwards
     */
    static Link make(NetlinkSocket socket, Request create, String name, boolean whole) throws LinuxException {
        return whole && kernelEchoes ? makeEchoed(socket, create, name) : makeAndLookUp(socket, create, name);
    }

    /** The notification of the new link comes back to who made it: Linux 6.2. It spares a second turn of the kernel's lock. */
    private static Link makeEchoed(NetlinkSocket socket, Request create, String name) throws LinuxException {
        Reply made = socket.batch(List.of(create.with(NetlinkFlags.NLM_F_ECHO)))
                .get(0)
                .check();
        if (!made.isAnswered()) kernelEchoes = false;
        try {
            return made.isAnswered()
                    ? made.decode(LinkDecoder::decode)
                    : socket.get(LinkRequests.byName(name), LinkDecoder::decode);
        } catch (LinuxException e) {
            undo(socket, name, e);
            throw e;
        }
    }

    private static Link makeAndLookUp(NetlinkSocket socket, Request create, String name) throws LinuxException {
        List<Reply> replies = socket.batch(List.of(create, LinkRequests.byName(name)));
        replies.get(0).check();
        try {
            return replies.get(1).decode(LinkDecoder::decode);
        } catch (LinuxException e) {
            undo(socket, name, e);
            throw e;
        }
    }

    /** Creates a link in another namespace than that of the socket, and reads it there. */
    static Link makeElsewhere(NetlinkSocket socket, Request create, NetlinkSocket target, String name)
            throws LinuxException {
        socket.execute(create);
        try {
            return target.get(LinkRequests.byName(name), LinkDecoder::decode);
        } catch (LinuxException e) {
            undo(target, name, e);
            throw e;
        }
    }

    private static void undo(NetlinkSocket socket, String name, Throwable cause) {
        try {
            socket.execute(LinkRequests.delete(name));
        } catch (LinuxException lost) {
            cause.addSuppressed(lost);
        }
    }

    /** Deletes a link because of {@code cause}, which learns of it when that fails. */
    static void undo(NetlinkSocket socket, int index, Throwable cause) {
        try {
            delete(socket, index);
        } catch (LinuxException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Deletes a link; that it is gone already is fine. */
    static void delete(NetlinkSocket socket, int index) throws LinuxException {
        try {
            socket.execute(LinkRequests.delete(index, "link " + index));
        } catch (NetlinkException e) {
            if (e.errno() != Errno.ENODEV) throw e;
        }
    }
}
