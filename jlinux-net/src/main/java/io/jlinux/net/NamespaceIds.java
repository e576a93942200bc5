package io.jlinux.net;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.NetnsaAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.OptionalInt;

/**
 * The ids by which a network namespace knows others: {@link Link#linkedNamespaceId()} is one, and {@link Links#listIn} takes
 * one. The kernel assigns them when links cross over; they can be assigned beforehand. Thread-safe; see {@link Links} for
 * where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-netns.8.html">ip-netns(8), set</a>
 */
public final class NamespaceIds {
    /** How the kernel says that there is none, and how it is asked to choose. */
    private static final int NONE = -1;

    private final Access access;

    NamespaceIds(Access access) {
        this.access = access;
    }

    /** Those in the namespace that the calling thread is in at the time of each call. */
    public static NamespaceIds here() {
        return new NamespaceIds(Access.here());
    }

    /** Those in a namespace, as long as its handle is open. */
    public static NamespaceIds in(NamespaceHandle namespace) {
        return new NamespaceIds(Access.in(Network.requireNetwork(namespace)));
    }

    /** The id that the namespace has here; empty where it has none. */
    public OptionalInt of(NamespaceHandle namespace) throws LinuxException {
        int fd = Network.requireNetwork(namespace).fd().number();
        Request get = request(Rtm.RTM_GETNSID, 0, "look up id of namespace", namespace.toString(), fd, NONE);
        int id = access.use(s -> s.get(get, NamespaceIds::decode));
        return id == NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * Gives the namespace the next id that is free here.
     *
     * @throws NetlinkException {@code EEXIST} when it has one
     */
    public int assign(NamespaceHandle namespace) throws LinuxException {
        assignAny(namespace, NONE);
        return of(namespace).orElseThrow(() -> NetlinkException.malformed("an id that was assigned is not there"));
    }

    /**
     * Gives the namespace this id here, 0 or more.
     *
     * @throws NetlinkException {@code EEXIST} when it has one, or another namespace has this one
     */
    public void assign(NamespaceHandle namespace, int id) throws LinuxException {
        if (id < 0) throw new IllegalArgumentException("id " + id);
        assignAny(namespace, id);
    }

    private void assignAny(NamespaceHandle namespace, int id) throws LinuxException {
        int fd = Network.requireNetwork(namespace).fd().number();
        access.execute(request(Rtm.RTM_NEWNSID, 0, "give an id to namespace", namespace.toString(), fd, id));
    }

    /** All ids that are assigned here. */
    public List<Integer> list() throws LinuxException {
        Request dump = new Request(Rtm.RTM_GETNSID, 0, RtNames.NSID, "list ids of namespaces", "", w -> w.u32(0));
        return access.use(s -> s.dump(dump, NamespaceIds::decode));
    }

    private static Request request(int type, int flags, String operation, String target, int fd, int id) {
        return new Request(type, flags | NetlinkFlags.NLM_F_REQUEST, RtNames.NSID, operation, target, w -> {
            w.u32(0); // struct rtgenmsg: u8 family, and padding
            w.attributeU32(NetnsaAttr.NETNSA_FD, fd);
            if (type == Rtm.RTM_NEWNSID) w.attributeU32(NetnsaAttr.NETNSA_NSID, id);
        });
    }

    static int decode(Message message) throws NetlinkException {
        if (message.type() != Rtm.RTM_NEWNSID) {
            throw NetlinkException.malformed("message type " + message.type() + " where an id was asked for");
        }
        for (AttributeReader a = message.attributes(Layouts.RTGENMSG_SIZE); a.next(); ) {
            if (a.type() == NetnsaAttr.NETNSA_NSID) return a.u32();
        }
        return NONE;
    }
}
