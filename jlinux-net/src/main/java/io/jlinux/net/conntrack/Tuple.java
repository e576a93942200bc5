package io.jlinux.net.conntrack;

import io.jlinux.net.Cidr;
import io.jlinux.net.IpTypes;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.CtIpAttr;
import io.jlinux.net.wire.CtProtoAttr;
import io.jlinux.net.wire.CtTupleAttr;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection.
 *
 * @param protocol {@code IPPROTO_*}
 * @param sourcePort 0 where the protocol has none; of ICMP the id
 * @param destinationPort 0 where the protocol has none
 * @param icmpType of ICMP and ICMPv6; else 0
 * @param icmpCode of ICMP and ICMPv6; else 0
 * @see <a href="https://man7.org/linux/man-pages/man8/conntrack.8.html">conntrack(8)</a>
 */
public record Tuple(
        InetAddress source,
        InetAddress destination,
        int protocol,
        int sourcePort,
        int destinationPort,
        int icmpType,
        int icmpCode) {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    public boolean isIpv6() {
        return source.getAddress().length == 16;
    }

    void write(MessageWriter w, int type) {
        int nest = w.beginFlaggedNest(type);
        int ip = w.beginFlaggedNest(CtTupleAttr.CTA_TUPLE_IP);
        w.attributeBytes(isIpv6() ? CtIpAttr.CTA_IP_V6_SRC : CtIpAttr.CTA_IP_V4_SRC, source.getAddress());
        w.attributeBytes(isIpv6() ? CtIpAttr.CTA_IP_V6_DST : CtIpAttr.CTA_IP_V4_DST, destination.getAddress());
        w.endNest(ip);
        int proto = w.beginFlaggedNest(CtTupleAttr.CTA_TUPLE_PROTO);
        w.attributeU8(CtProtoAttr.CTA_PROTO_NUM, protocol);
        switch (protocol) {
            case ICMP -> {
                w.attributeU16NetworkOrder(CtProtoAttr.CTA_PROTO_ICMP_ID, sourcePort);
                w.attributeU8(CtProtoAttr.CTA_PROTO_ICMP_TYPE, icmpType);
                w.attributeU8(CtProtoAttr.CTA_PROTO_ICMP_CODE, icmpCode);
            }
            case ICMPV6 -> {
                w.attributeU16NetworkOrder(CtProtoAttr.CTA_PROTO_ICMPV6_ID, sourcePort);
                w.attributeU8(CtProtoAttr.CTA_PROTO_ICMPV6_TYPE, icmpType);
                w.attributeU8(CtProtoAttr.CTA_PROTO_ICMPV6_CODE, icmpCode);
            }
            default -> {
                w.attributeU16NetworkOrder(CtProtoAttr.CTA_PROTO_SRC_PORT, sourcePort);
                w.attributeU16NetworkOrder(CtProtoAttr.CTA_PROTO_DST_PORT, destinationPort);
            }
        }
        w.endNest(proto);
        w.endNest(nest);
    }

    static Tuple decode(AttributeReader a) throws NetlinkException {
        InetAddress source = null;
        InetAddress destination = null;
        int[] proto = new int[5];
        while (a.next()) {
            switch (a.type()) {
                case CtTupleAttr.CTA_TUPLE_IP -> {
                    for (AttributeReader ip = a.nested(); ip.next(); ) {
                        switch (ip.type()) {
                            case CtIpAttr.CTA_IP_V4_SRC, CtIpAttr.CTA_IP_V6_SRC -> source = IpTypes.ANY.decode(ip);
                            case CtIpAttr.CTA_IP_V4_DST, CtIpAttr.CTA_IP_V6_DST -> destination = IpTypes.ANY.decode(ip);
                            default -> {} // nothing else is known
                        }
                    }
                }
                case CtTupleAttr.CTA_TUPLE_PROTO -> readProtocol(a.nested(), proto);
                default -> {} // a zone for one direction
            }
        }
        return of(source, destination, proto);
    }

    private static Tuple of(@Nullable InetAddress source, @Nullable InetAddress destination, int[] proto)
            throws NetlinkException {
        if (source == null || destination == null) throw NetlinkException.malformed("a connection without addresses");
        return new Tuple(source, destination, proto[0], proto[1], proto[2], proto[3], proto[4]);
    }

    private static void readProtocol(AttributeReader a, int[] into) throws NetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CtProtoAttr.CTA_PROTO_NUM -> into[0] = a.u8();
                case CtProtoAttr.CTA_PROTO_SRC_PORT, CtProtoAttr.CTA_PROTO_ICMP_ID, CtProtoAttr.CTA_PROTO_ICMPV6_ID ->
                    into[1] = a.u16NetworkOrder();
                case CtProtoAttr.CTA_PROTO_DST_PORT -> into[2] = a.u16NetworkOrder();
                case CtProtoAttr.CTA_PROTO_ICMP_TYPE, CtProtoAttr.CTA_PROTO_ICMPV6_TYPE -> into[3] = a.u8();
                case CtProtoAttr.CTA_PROTO_ICMP_CODE, CtProtoAttr.CTA_PROTO_ICMPV6_CODE -> into[4] = a.u8();
                default -> {} // nothing else is known
            }
        }
    }

    /** {@code 17 10.0.0.1:1234 > 10.0.0.2:53}. */
    @Override
    public String toString() {
        return protocol + " " + end(source, sourcePort) + " > " + end(destination, destinationPort);
    }

    private static String end(InetAddress address, int port) {
        String text = new Cidr(address, 0).toString();
        return text.substring(0, text.indexOf('/')) + ":" + port;
    }
}
