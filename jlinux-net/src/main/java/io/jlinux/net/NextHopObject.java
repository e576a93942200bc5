package io.jlinux.net;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.NhaAttr;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A way that routes can share: when it changes, all routes by it change. Linux 5.3.
 *
 * @param id positive, which {@link Route#nextHop} names
 * @param ipv6 the family of the gateway and, without one, of the routes
 * @param gateway empty where the destination is on the link
 * @param linkIndex empty for a group and a blackhole
 * @param blackhole whether packets are dropped
 * @param group the ways that it is several of; else empty
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-nexthop.8.html">ip-nexthop(8)</a>
 */
public record NextHopObject(
        int id,
        boolean ipv6,
        Optional<InetAddress> gateway,
        OptionalInt linkIndex,
        boolean blackhole,
        List<Member> group) {

    /**
     * One way of a group.
     *
     * @param id of its object
     * @param weight share of the traffic, 1 to 256
     */
    public record Member(int id, int weight) {
        public Member {
            if (weight < 1 || weight > 256) throw new IllegalArgumentException("weight " + weight + ", not 1..256");
        }
    }

    public NextHopObject {
        if (id <= 0) throw new IllegalArgumentException("id " + id + " of a next hop");
        group = List.copyOf(group);
    }

    /** By a gateway on a link. */
    public static NextHopObject via(int id, InetAddress gateway, int linkIndex) {
        boolean ipv6 = gateway.getAddress().length == 16;
        return new NextHopObject(id, ipv6, Optional.of(gateway), OptionalInt.of(linkIndex), false, List.of());
    }

    /** By a link, for IPv4 or IPv6. */
    public static NextHopObject dev(int id, boolean ipv6, int linkIndex) {
        return new NextHopObject(id, ipv6, Optional.empty(), OptionalInt.of(linkIndex), false, List.of());
    }

    /** To nowhere. */
    public static NextHopObject blackhole(int id, boolean ipv6) {
        return new NextHopObject(id, ipv6, Optional.empty(), OptionalInt.empty(), true, List.of());
    }

    /** By several at once. */
    public static NextHopObject group(int id, List<Member> members) {
        if (members.isEmpty()) throw new IllegalArgumentException("a group of none");
        return new NextHopObject(id, false, Optional.empty(), OptionalInt.empty(), false, members);
    }

    void write(MessageWriter w) {
        int family = ipv6 ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET;
        w.u8(group.isEmpty() ? family : 0).u8(0).u8(Rtm.RTPROT_BOOT).u8(0).u32(0);
        w.attributeU32(NhaAttr.NHA_ID, id);
        if (!group.isEmpty()) w.attributeBytes(NhaAttr.NHA_GROUP, encodedGroup());
        if (blackhole) w.attributeFlag(NhaAttr.NHA_BLACKHOLE);
        linkIndex.ifPresent(i -> w.attributeU32(NhaAttr.NHA_OIF, i));
        gateway.ifPresent(g -> w.attributeBytes(NhaAttr.NHA_GATEWAY, g.getAddress()));
    }

    /** {@code struct nexthop_grp}: u32 id, u8 weight - 1, and room. */
    private byte[] encodedGroup() {
        ByteBuffer b = ByteBuffer.allocate(8 * group.size()).order(ByteOrder.nativeOrder());
        for (Member m : group)
            b.putInt(m.id).put((byte) (m.weight - 1)).put((byte) 0).putShort((short) 0);
        return b.array();
    }

    static NextHopObject decode(Message message) throws NetlinkException {
        if (message.type() != Rtm.RTM_NEWNEXTHOP) {
            throw NetlinkException.malformed("message type " + message.type() + " where a next hop was asked for");
        }
        int family = message.u8(0);
        int id = 0;
        @Nullable InetAddress gateway = null;
        OptionalInt link = OptionalInt.empty();
        boolean blackhole = false;
        List<Member> group = new ArrayList<>();
        for (AttributeReader a = message.attributes(Layouts.NHMSG_SIZE); a.next(); ) {
            switch (a.type()) {
                case NhaAttr.NHA_ID -> id = a.u32();
                case NhaAttr.NHA_GATEWAY -> gateway = AddressDecoder.ip(a, family);
                case NhaAttr.NHA_OIF -> link = OptionalInt.of(a.u32());
                case NhaAttr.NHA_BLACKHOLE -> blackhole = true;
                case NhaAttr.NHA_GROUP -> readGroup(a, group);
                default -> {} // encapsulation, resilience
            }
        }
        if (id <= 0) throw NetlinkException.malformed("a next hop without an id");
        boolean ipv6 = family == AddressDecoder.AF_INET6;
        return new NextHopObject(id, ipv6, Optional.ofNullable(gateway), link, blackhole, group);
    }

    private static void readGroup(AttributeReader a, List<Member> group) throws NetlinkException {
        ByteBuffer b = ByteBuffer.wrap(a.bytes()).order(ByteOrder.nativeOrder());
        while (b.remaining() >= 8) {
            group.add(new Member(b.getInt(), (b.get() & 0xff) + 1));
            b.position(b.position() + 3);
        }
    }
}
