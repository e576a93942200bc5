package io.jlinux.net;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IflaAttr;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The VLANs of the bridges of a network namespace and of their ports. They count where the bridge has {@link
 * BridgeSpec#VLAN_FILTERING}. Thread-safe; see {@link Links} for where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/bridge.8.html">bridge(8), bridge vlan</a>
 */
public final class BridgeVlans {
    private static final int IFLA_BRIDGE_FLAGS = 0;
    private static final int IFLA_BRIDGE_VLAN_INFO = 2;
    private static final int BRIDGE_FLAGS_SELF = 2;
    private static final int PVID = 2;
    private static final int UNTAGGED = 4;
    private static final int RANGE_BEGIN = 8;
    private static final int RANGE_END = 16;

    private final Access access;

    BridgeVlans(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static BridgeVlans here() {
        return new BridgeVlans(Access.here());
    }

    /** Those of a namespace, as long as its handle is open. */
    public static BridgeVlans in(NamespaceHandle namespace) {
        return new BridgeVlans(Access.in(Network.requireNetwork(namespace)));
    }

    /** All of them, port by port. */
    public List<BridgeVlan> list() throws LinuxException {
        Request dump = new Request(Rtm.RTM_GETLINK, 0, RtNames.LINK, "list VLANs of bridges", "", w -> {
            w.u8(Layouts.AF_BRIDGE).u8(0).u16(0).u32(0).u64(0);
            w.attributeU32(IflaAttr.IFLA_EXT_MASK, Rtm.RTEXT_FILTER_BRVLAN);
        });
        return access.use(s -> s.dump(dump, BridgeVlans::decode)).stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Those of one port or bridge. */
    public List<BridgeVlan> list(int linkIndex) throws LinuxException {
        return list().stream().filter(v -> v.linkIndex() == linkIndex).toList();
    }

    /**
     * Puts a port into a VLAN, or changes how it is in it.
     *
     * @throws NetlinkException {@code EOPNOTSUPP} for a link that is no port, and a kernel without VLANs of bridges
     */
    public void add(BridgeVlan vlan) throws LinuxException {
        access.execute(request(Rtm.RTM_SETLINK, "add VLAN of", vlan, false));
    }

    /** Takes a port out of a VLAN. */
    public void remove(BridgeVlan vlan) throws LinuxException {
        access.execute(request(Rtm.RTM_DELLINK, "remove VLAN of", vlan, false));
    }

    /** As {@link #add}, for the bridge itself: the VLANs that the host is in. */
    public void addToBridge(BridgeVlan vlan) throws LinuxException {
        access.execute(request(Rtm.RTM_SETLINK, "add VLAN of", vlan, true));
    }

    /** As {@link #remove}, for the bridge itself. */
    public void removeFromBridge(BridgeVlan vlan) throws LinuxException {
        access.execute(request(Rtm.RTM_DELLINK, "remove VLAN of", vlan, true));
    }

    private static Request request(int type, String operation, BridgeVlan vlan, boolean self) {
        int flags = (vlan.pvid() ? PVID : 0) | (vlan.untagged() ? UNTAGGED : 0);
        return new Request(type, 0, RtNames.LINK, operation, "link " + vlan.linkIndex(), w -> {
            w.u8(Layouts.AF_BRIDGE).u8(0).u16(0).u32(vlan.linkIndex()).u64(0);
            int spec = w.beginNest(IflaAttr.IFLA_AF_SPEC);
            if (self) w.attributeU16(IFLA_BRIDGE_FLAGS, BRIDGE_FLAGS_SELF);
            ByteBuffer info = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            info.putShort((short) flags).putShort((short) vlan.id());
            w.attributeBytes(IFLA_BRIDGE_VLAN_INFO, info.array());
            w.endNest(spec);
        });
    }

    static List<BridgeVlan> decode(Message message) throws NetlinkException {
        List<BridgeVlan> vlans = new ArrayList<>();
        int link = message.u32(Layouts.IFINFOMSG_INDEX);
        for (AttributeReader a = message.attributes(Layouts.IFINFOMSG_SIZE); a.next(); ) {
            if (a.type() != IflaAttr.IFLA_AF_SPEC) continue;
            int rangeStart = 0;
            for (AttributeReader v = a.nested(); v.next(); ) {
                if (v.type() != IFLA_BRIDGE_VLAN_INFO) continue;
                ByteBuffer info = ByteBuffer.wrap(v.bytes(0, 4)).order(ByteOrder.nativeOrder());
                int flags = info.getShort(0);
                int id = info.getShort(2) & 0xffff;
                if (id < 1 || id > 4094) throw NetlinkException.malformed("VLAN " + id);
                int from = (flags & RANGE_END) != 0 && rangeStart > 0 ? rangeStart : id;
                rangeStart = (flags & RANGE_BEGIN) != 0 ? id : 0;
                if (rangeStart > 0) continue;
                for (int i = from; i <= id; i++) {
                    vlans.add(new BridgeVlan(link, i, (flags & PVID) != 0, (flags & UNTAGGED) != 0));
                }
            }
        }
        return vlans;
    }
}
