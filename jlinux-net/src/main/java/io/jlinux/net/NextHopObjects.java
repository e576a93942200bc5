package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.NhaAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.List;

/**
 * The next hop objects of a network namespace, Linux 5.3. Thread-safe; see {@link Links} for where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-nexthop.8.html">ip-nexthop(8)</a>
 */
public final class NextHopObjects {
    private final Access access;

    NextHopObjects(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static NextHopObjects here() {
        return new NextHopObjects(Access.here());
    }

    /** Those of a namespace, as long as its handle is open. */
    public static NextHopObjects in(NamespaceHandle namespace) {
        return new NextHopObjects(Access.in(Network.requireNetwork(namespace)));
    }

    /** All of them, by id. */
    public List<NextHopObject> list() throws LinuxException {
        Request dump = new Request(Rtm.RTM_GETNEXTHOP, 0, RtNames.NEXT_HOP, "list next hops", "", w -> w.u64(0));
        return access.use(s -> s.dump(dump, NextHopObject::decode));
    }

    /**
     * Adds one.
     *
     * @throws NetlinkException {@code EEXIST} when the id is taken, {@code ENETDOWN} when the link is down
     */
    public void add(NextHopObject hop) throws LinuxException {
        execute(Rtm.RTM_NEWNEXTHOP, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL, "add next hop", hop);
    }

    /** Adds one, or puts it in the place of the one with its id; routes by it follow. */
    public void replace(NextHopObject hop) throws LinuxException {
        execute(Rtm.RTM_NEWNEXTHOP, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_REPLACE, "replace next hop", hop);
    }

    private void execute(int type, int flags, String operation, NextHopObject hop) throws LinuxException {
        access.execute(new Request(type, flags, RtNames.NEXT_HOP, operation, Integer.toString(hop.id()), hop::write));
    }

    /**
     * Removes one, and the routes by it.
     *
     * @throws NetlinkException {@code ENOENT} when there is none
     */
    public void remove(int id) throws LinuxException {
        access.execute(new Request(
                Rtm.RTM_DELNEXTHOP,
                0,
                RtNames.NEXT_HOP,
                "remove next hop",
                Integer.toString(id),
                w -> w.u64(0).attributeU32(NhaAttr.NHA_ID, id)));
    }
}
