package io.jlinux.net;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.NdaAttr;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where a hardware address is: behind which port of a bridge, or at which host of a vxlan.
 *
 * <pre>{@code
 * FdbEntry.atPort(port.index(), mac).vlan(7)          // of a bridge
 * FdbEntry.atHost(vxlan.index(), mac, host)           // of a vxlan
 * }</pre>
 *
 * @param linkIndex the port, or the vxlan
 * @param mac all zeros for all addresses that are not known, of a vxlan
 * @param vlan empty for all
 * @param destination the host, of a vxlan
 * @param permanent whether the address is that of the port itself, and never forgotten
 * @param fixed whether it is known by configuration, and not learned
 * @param ofMaster whether it is in the table of the bridge, and not in that of the link itself
 * @see <a href="https://man7.org/linux/man-pages/man8/bridge.8.html">bridge(8), fdb</a>
 */
public record FdbEntry(
        int linkIndex,
        MacAddress mac,
        OptionalInt vlan,
        Optional<InetAddress> destination,
        boolean permanent,
        boolean fixed,
        boolean ofMaster) {
    private static final int NTF_SELF = 0x02;
    private static final int NTF_MASTER = 0x04;
    private static final int NUD_REACHABLE = 0x02;
    private static final int NUD_NOARP = 0x40;
    private static final int NUD_PERMANENT = 0x80;

    /** Behind a port of a bridge, by configuration. */
    public static FdbEntry atPort(int port, MacAddress mac) {
        return new FdbEntry(port, mac, OptionalInt.empty(), Optional.empty(), false, true, true);
    }

    /** At a host, of a vxlan. */
    public static FdbEntry atHost(int vxlan, MacAddress mac, InetAddress host) {
        return new FdbEntry(vxlan, mac, OptionalInt.empty(), Optional.of(host), true, true, false);
    }

    /** In one VLAN only, 1 to 4094. */
    public FdbEntry vlan(int id) {
        if (id < 1 || id > 4094) throw new IllegalArgumentException("VLAN " + id + ", not 1..4094");
        return new FdbEntry(linkIndex, mac, OptionalInt.of(id), destination, permanent, fixed, ofMaster);
    }

    void write(MessageWriter w) {
        int state = permanent ? NUD_PERMANENT : fixed ? NUD_NOARP | NUD_REACHABLE : NUD_REACHABLE;
        w.u8(Layouts.AF_BRIDGE)
                .u8(0)
                .u16(0)
                .u32(linkIndex)
                .u16(state)
                .u8(ofMaster ? NTF_MASTER : NTF_SELF)
                .u8(0);
        w.attributeBytes(NdaAttr.NDA_LLADDR, mac.bytes());
        vlan.ifPresent(v -> w.attributeU16(NdaAttr.NDA_VLAN, v));
        destination.ifPresent(d -> w.attributeBytes(NdaAttr.NDA_DST, d.getAddress()));
    }

    /** Empty for entries without a hardware address. */
    static Optional<FdbEntry> decode(Message message) throws NetlinkException {
        if (message.type() != Rtm.RTM_NEWNEIGH && message.type() != Rtm.RTM_DELNEIGH) {
            throw NetlinkException.malformed("message type " + message.type() + " where an entry was asked for");
        }
        int state = message.u16(Layouts.NDMSG_STATE);
        int flags = message.u8(Layouts.NDMSG_FLAGS);
        @Nullable MacAddress mac = null;
        OptionalInt vlan = OptionalInt.empty();
        @Nullable InetAddress destination = null;
        for (AttributeReader a = message.attributes(Layouts.NDMSG_SIZE); a.next(); ) {
            switch (a.type()) {
                case NdaAttr.NDA_LLADDR -> mac = IpTypes.MAC.decode(a);
                case NdaAttr.NDA_VLAN -> vlan = OptionalInt.of(a.u16());
                case NdaAttr.NDA_DST -> destination = IpTypes.ANY.decode(a);
                default -> {} // when it was used last
            }
        }
        if (mac == null) return Optional.empty();
        return Optional.of(new FdbEntry(
                message.u32(Layouts.NDMSG_INDEX),
                mac,
                vlan,
                Optional.ofNullable(destination),
                (state & NUD_PERMANENT) != 0,
                (state & (NUD_PERMANENT | NUD_NOARP)) != 0,
                (flags & NTF_SELF) == 0));
    }
}
