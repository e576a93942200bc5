package io.jlinux.net;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.NdaAttr;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A neighbour: an IP address on a link, and the hardware address that it has.
 *
 * @param linkIndex of the link; 0 for a proxy on all
 * @param address IPv4 or IPv6
 * @param mac empty while it is not known, and for a proxy
 * @param state what is known
 * @param proxy whether this host answers for it
 * @param learned whether a program has told it to the kernel ({@code NTF_EXT_LEARNED})
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-neighbour.8.html">ip-neighbour(8)</a>
 */
public record NeighbourEntry(
        int linkIndex,
        InetAddress address,
        Optional<MacAddress> mac,
        NeighbourState state,
        boolean proxy,
        boolean learned) {
    private static final int NTF_PROXY = 0x08;
    private static final int NTF_EXT_LEARNED = 0x10;

    /** One that stays, whatever is heard of it. */
    public static NeighbourEntry permanent(int linkIndex, InetAddress address, MacAddress mac) {
        return new NeighbourEntry(linkIndex, address, Optional.of(mac), NeighbourState.PERMANENT, false, false);
    }

    /**
     * One that a program knows of: the kernel need not ask for it, asks again when it has become old, and does not count it among the
     * {@code gc_thresh3} that there may be on the machine.
     */
    public static NeighbourEntry learned(int linkIndex, InetAddress address, MacAddress mac) {
        return new NeighbourEntry(linkIndex, address, Optional.of(mac), NeighbourState.REACHABLE, false, true);
    }

    /** An address that this host answers for on the link. */
    public static NeighbourEntry proxy(int linkIndex, InetAddress address) {
        return new NeighbourEntry(linkIndex, address, Optional.empty(), NeighbourState.NONE, true, false);
    }

    int flags() {
        return (proxy ? NTF_PROXY : 0) | (learned ? NTF_EXT_LEARNED : 0);
    }

    /** Empty for families other than IPv4 and IPv6. */
    static Optional<NeighbourEntry> decode(Message message) throws NetlinkException {
        if (message.type() != Rtm.RTM_NEWNEIGH && message.type() != Rtm.RTM_DELNEIGH) {
            throw NetlinkException.malformed("message type " + message.type() + " where a neighbour was asked for");
        }
        int family = message.u8(0);
        int index = message.u32(Layouts.NDMSG_INDEX);
        int state = message.u16(Layouts.NDMSG_STATE);
        int flags = message.u8(Layouts.NDMSG_FLAGS);
        if (family != AddressDecoder.AF_INET && family != AddressDecoder.AF_INET6) return Optional.empty();
        @Nullable InetAddress address = null;
        @Nullable MacAddress mac = null;
        for (AttributeReader a = message.attributes(Layouts.NDMSG_SIZE); a.next(); ) {
            if (a.type() == NdaAttr.NDA_DST) address = AddressDecoder.ip(a, family);
            if (a.type() == NdaAttr.NDA_LLADDR && a.length() == 6) mac = MacAddress.of(a.bytes());
        }
        if (address == null) throw NetlinkException.malformed("a neighbour without an address");
        boolean proxy = (flags & NTF_PROXY) != 0;
        NeighbourState known = proxy ? NeighbourState.NONE : NeighbourState.of(state);
        boolean learned = (flags & NTF_EXT_LEARNED) != 0;
        return Optional.of(new NeighbourEntry(index, address, Optional.ofNullable(mac), known, proxy, learned));
    }
}
