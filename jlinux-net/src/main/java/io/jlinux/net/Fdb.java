package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.NdaAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.Optional;

/**
 * The forwarding tables of a network namespace: where bridges and vxlans find hardware addresses. Thread-safe; see {@link
 * Links} for where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/bridge.8.html">bridge(8), bridge fdb</a>
 */
public final class Fdb {
    private final Access access;

    Fdb(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static Fdb here() {
        return new Fdb(Access.here());
    }

    /** Those of a namespace, as long as its handle is open. */
    public static Fdb in(NamespaceHandle namespace) {
        return new Fdb(Access.in(Network.requireNetwork(namespace)));
    }

    /** All entries of all bridges and links. */
    public List<FdbEntry> list() throws LinuxException {
        return list(0, 0);
    }

    /** Those of one bridge. */
    public List<FdbEntry> ofBridge(int bridge) throws LinuxException {
        return list(NdaAttr.NDA_MASTER, bridge);
    }

    /** Those about one port, or of one vxlan. */
    public List<FdbEntry> ofLink(int link) throws LinuxException {
        return list(0, 0).stream().filter(e -> e.linkIndex() == link).toList();
    }

    private List<FdbEntry> list(int attribute, int index) throws LinuxException {
        Request dump = new Request(Rtm.RTM_GETNEIGH, 0, RtNames.NEIGHBOUR, "list forwarding entries", "", w -> {
            w.u8(Layouts.AF_BRIDGE).u8(0).u16(0).u64(0);
            if (attribute != 0) w.attributeU32(attribute, index);
        });
        return access.use(s -> s.dump(dump, FdbEntry::decode)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Adds an entry.
     *
     * @throws NetlinkException {@code EEXIST} when there is one for this address, {@code EINVAL} for a link that is no port
     */
    public void add(FdbEntry entry) throws LinuxException {
        access.execute(request(
                Rtm.RTM_NEWNEIGH, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL, "add forwarding entry", entry));
    }

    /** Adds one more host to those of an address, of a vxlan: frames go to all of them. */
    public void append(FdbEntry entry) throws LinuxException {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_APPEND;
        access.execute(request(Rtm.RTM_NEWNEIGH, flags, "append forwarding entry", entry));
    }

    /** Adds an entry, or puts it in the place of the one for its address. */
    public void replace(FdbEntry entry) throws LinuxException {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_REPLACE;
        access.execute(request(Rtm.RTM_NEWNEIGH, flags, "replace forwarding entry", entry));
    }

    /**
     * Removes an entry.
     *
     * @throws NetlinkException {@code ENOENT} when there is none
     */
    public void remove(FdbEntry entry) throws LinuxException {
        access.execute(request(Rtm.RTM_DELNEIGH, 0, "remove forwarding entry", entry));
    }

    private static Request request(int type, int flags, String operation, FdbEntry entry) {
        String target = entry.mac() + " at link " + entry.linkIndex();
        return new Request(type, flags, RtNames.NEIGHBOUR, operation, target, entry::write);
    }
}
