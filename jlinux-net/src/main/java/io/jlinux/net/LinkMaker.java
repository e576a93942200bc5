package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Reply;
import io.jlinux.net.netlink.Request;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.List;

/** Makes links, and unmakes them when what follows fails. */
final class LinkMaker {
    private LinkMaker() {}

    /** Creates a link and reads it back, in one send. */
    static Link make(NetlinkSocket socket, Request create, String name) throws LinuxException {
        List<Reply> replies = socket.batch(List.of(create, LinkRequests.byName(name)));
        replies.get(0).check();
        try {
            return replies.get(1).decode(LinkDecoder::decode);
        } catch (LinuxException e) {
            try {
                socket.execute(LinkRequests.delete(name));
            } catch (LinuxException lost) {
                e.addSuppressed(lost);
            }
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
            try {
                target.execute(LinkRequests.delete(name));
            } catch (LinuxException lost) {
                e.addSuppressed(lost);
            }
            throw e;
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
