package io.jlinux.net;

import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.ErrorHints;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The multicast groups of the bridges of a network namespace. Bridges must be up, with {@link
 * BridgeSpec#MULTICAST_SNOOPING}. Thread-safe; see {@link Links} for where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/bridge.8.html">bridge(8), bridge mdb</a>
 */
public final class BridgeGroups {
    private static final int MDBA_MDB = 1;
    private static final int MDBA_MDB_ENTRY = 1;
    private static final int MDBA_MDB_ENTRY_INFO = 1;
    private static final AttributeNames NAMES = AttributeNames.of(Layouts.BRPORTMSG_SIZE, Map.of(1, "MDBA_SET_ENTRY"))
            .hints(ErrorHints.NONE.and(
                    Errno.EINVAL, "the bridge must be up and look at multicast, and the port its own"));

    private final Access access;

    BridgeGroups(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static BridgeGroups here() {
        return new BridgeGroups(Access.here());
    }

    /** Those of a namespace, as long as its handle is open. */
    public static BridgeGroups in(NamespaceHandle namespace) {
        return new BridgeGroups(Access.in(Network.requireNetwork(namespace)));
    }

    /** All of them, bridge by bridge. */
    public List<BridgeGroup> list() throws LinuxException {
        Request dump = new Request(
                Rtm.RTM_GETMDB,
                0,
                NAMES,
                "list multicast groups",
                "",
                w -> w.u32(Layouts.AF_BRIDGE).u32(0));
        return access.use(s -> s.dump(dump, BridgeGroups::decode)).stream()
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Has a group sent out by a port.
     *
     * @throws NetlinkException {@code EEXIST} when it is, {@code EINVAL} for a bridge that is down
     */
    public void add(BridgeGroup group) throws LinuxException {
        execute(Rtm.RTM_NEWMDB, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL, "add multicast group", group);
    }

    /** Takes a group from a port. */
    public void remove(BridgeGroup group) throws LinuxException {
        execute(Rtm.RTM_DELMDB, 0, "remove multicast group", group);
    }

    private void execute(int type, int flags, String operation, BridgeGroup group) throws LinuxException {
        String target = IpLiteral.format(group.group()) + " at link " + group.port();
        access.execute(new Request(type, flags, NAMES, operation, target, group::write));
    }

    static List<BridgeGroup> decode(Message message) throws NetlinkException {
        List<BridgeGroup> groups = new ArrayList<>();
        int bridge = message.u32(4);
        for (AttributeReader a = message.attributes(Layouts.BRPORTMSG_SIZE); a.next(); ) {
            if (a.type() != MDBA_MDB) continue;
            for (AttributeReader e = a.nested(); e.next(); ) {
                if (e.type() != MDBA_MDB_ENTRY) continue;
                for (AttributeReader info = e.nested(); info.next(); ) {
                    if (info.type() != MDBA_MDB_ENTRY_INFO) continue;
                    BridgeGroup group = BridgeGroup.decode(bridge, info.bytes(0, BridgeGroup.ENTRY_SIZE));
                    if (group != null) groups.add(group);
                }
            }
        }
        return groups;
    }
}
