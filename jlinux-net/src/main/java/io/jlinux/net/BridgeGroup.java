package io.jlinux.net;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Layouts;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A multicast group that is listened to behind a port of a bridge.
 *
 * @param bridge index of the bridge
 * @param port index of the port, or the bridge for the host itself
 * @param group IPv4 or IPv6
 * @param vlan empty for none
 * @param permanent whether it is by configuration, and not because somebody has joined
 * @see <a href="https://man7.org/linux/man-pages/man8/bridge.8.html">bridge(8), mdb</a>
 */
public record BridgeGroup(int bridge, int port, InetAddress group, OptionalInt vlan, boolean permanent) {
    /**
     * {@code struct br_mdb_entry}: u32 ifindex, u8 state, u8 flags, u16 vid, 16 bytes of address, be16 protocol, pad.
     */
    static final int ENTRY_SIZE = 28;

    private static final int STATE = 4;
    private static final int VID = 6;
    private static final int ADDRESS = 8;
    private static final int PROTOCOL = 24;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int MDBA_SET_ENTRY = 1;

    public BridgeGroup {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("not an address of a group: " + IpLiteral.format(group));
        }
    }

    /** By configuration, in all VLANs. */
    public static BridgeGroup of(int bridge, int port, InetAddress group) {
        return new BridgeGroup(bridge, port, group, OptionalInt.empty(), true);
    }

    /** In one VLAN only, 1 to 4094, of a bridge that looks at tags. */
    public BridgeGroup vlan(int id) {
        if (id < 1 || id > 4094) throw new IllegalArgumentException("VLAN " + id + ", not 1..4094");
        return new BridgeGroup(bridge, port, group, OptionalInt.of(id), permanent);
    }

    void write(MessageWriter w) {
        w.u8(Layouts.AF_BRIDGE).u8(0).u16(0).u32(bridge);
        ByteBuffer b = ByteBuffer.allocate(ENTRY_SIZE).order(ByteOrder.nativeOrder());
        byte[] address = group.getAddress();
        int protocol = address.length == 16 ? ETH_P_IPV6 : ETH_P_IP;
        b.putInt(0, port).put(STATE, (byte) (permanent ? 1 : 0)).putShort(VID, (short) vlan.orElse(0));
        b.put(ADDRESS, address).put(PROTOCOL, (byte) (protocol >> 8)).put(PROTOCOL + 1, (byte) protocol);
        w.attributeBytes(MDBA_SET_ENTRY, b.array());
    }

    /** Null for a group of hardware addresses. */
    static @Nullable BridgeGroup decode(int bridge, byte[] entry) throws NetlinkException {
        ByteBuffer b = ByteBuffer.wrap(entry).order(ByteOrder.nativeOrder());
        int protocol = ((b.get(PROTOCOL) & 0xff) << 8) | (b.get(PROTOCOL + 1) & 0xff);
        if (protocol != ETH_P_IP && protocol != ETH_P_IPV6) return null;
        byte[] address = new byte[protocol == ETH_P_IPV6 ? 16 : 4];
        b.get(ADDRESS, address);
        InetAddress group = IpLiteral.of(address);
        if (!group.isMulticastAddress()) throw NetlinkException.malformed("a group that is none");
        int vlan = b.getShort(VID) & 0xffff;
        OptionalInt in = vlan == 0 ? OptionalInt.empty() : OptionalInt.of(vlan);
        return new BridgeGroup(bridge, b.getInt(0), group, in, b.get(STATE) == 1);
    }
}
