package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.RtaAttr;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A packet whose way is asked for ({@link Routes#get(RouteQuery)}): an immutable value. What was not said is as the kernel takes it
 * for a packet of this host, by the calling user.
 *
 * <pre>{@code
 * RouteQuery.to(Cidr.address("192.0.2.7")).mark(7)
 * RouteQuery.to(Cidr.address("192.0.2.7")).from(Cidr.address("10.7.0.2")).incoming(bridge.index())   // of one that is forwarded
 * }</pre>
 *
 * @param destination where it goes
 * @param source where it comes from; empty where the host shall choose
 * @param typeOfService its DS field; 0 is the default
 * @param stored whether the whole route shall be told that covers it
 * @param attributes what else was said, {@code RTA_*}
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8), ip route get</a>
 */
public record RouteQuery(
        InetAddress destination,
        Optional<InetAddress> source,
        int typeOfService,
        boolean stored,
        Attributes attributes) {

    public RouteQuery {
        if (source.isPresent() && source.get().getAddress().length != destination.getAddress().length) {
            throw new IllegalArgumentException("to " + IpLiteral.format(destination) + " from "
                    + IpLiteral.format(source.get()) + ": two families");
        }
        if (typeOfService < 0 || typeOfService > 255) {
            throw new IllegalArgumentException("DS field " + typeOfService);
        }
    }

    /** A packet to this address. */
    public static RouteQuery to(InetAddress destination) {
        return new RouteQuery(destination, Optional.empty(), 0, false, Attributes.NONE);
    }

    /** From this address: one of the host's, or with {@link #incoming} any. */
    public RouteQuery from(InetAddress address) {
        return new RouteQuery(destination, Optional.of(address), typeOfService, stored, attributes);
    }

    /** That has come in by the link of this index: what is asked is whether and where it is forwarded. */
    public RouteQuery incoming(int linkIndex) {
        return with(RtaAttr.RTA_IIF, AttributeType.S32, linkIndex);
    }

    /** That shall leave by the link of this index, as of a socket that is bound to it. */
    public RouteQuery outgoing(int linkIndex) {
        return with(RtaAttr.RTA_OIF, AttributeType.S32, linkIndex);
    }

    /** With the firewall's mark, 0 to 2³²-1. */
    public RouteQuery mark(long mark) {
        return with(RtaAttr.RTA_MARK, AttributeType.U32, mark);
    }

    /** Of a socket of this user, by number. */
    public RouteQuery user(long uid) {
        return with(RtaAttr.RTA_UID, AttributeType.U32, uid);
    }

    /** With this DS field, 0 to 255. */
    public RouteQuery typeOfService(int dsField) {
        return new RouteQuery(destination, source, dsField, stored, attributes);
    }

    /** Of this protocol, 6 for TCP, 17 for UDP, with these ports: rules may look at them. Linux 4.18. */
    public RouteQuery transport(int protocol, int sourcePort, int destinationPort) {
        return with(RtaAttr.RTA_IP_PROTO, AttributeType.U8, protocol)
                .with(RtaAttr.RTA_SPORT, AttributeType.U16_NETWORK_ORDER, sourcePort)
                .with(RtaAttr.RTA_DPORT, AttributeType.U16_NETWORK_ORDER, destinationPort);
    }

    /** Tell the route that covers it, as it is in its table, and not the way of this one packet ({@code RTM_F_FIB_MATCH}). */
    public RouteQuery asStored() {
        return new RouteQuery(destination, source, typeOfService, true, attributes);
    }

    private <T> RouteQuery with(int attribute, AttributeType<T> type, T value) {
        return new RouteQuery(destination, source, typeOfService, stored, attributes.with(attribute, type, value));
    }

    Request request() {
        String target = "to " + IpLiteral.format(destination)
                + source.map(a -> " from " + IpLiteral.format(a)).orElse("");
        return new Request(Rtm.RTM_GETROUTE, 0, RtNames.ROUTE, "look up route", target, this::write);
    }

    private void write(MessageWriter w) {
        byte[] to = destination.getAddress();
        int bits = to.length * 8;
        int family = to.length == 16 ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET;
        int table = to.length == 4 ? Rtm.RTM_F_LOOKUP_TABLE : 0; // of IPv6 it is always told, and the flag refused
        int flags = table | (stored ? Rtm.RTM_F_FIB_MATCH : 0);
        int sourceBits = source.isPresent() ? bits : 0;
        Routes.header(w, family, bits, sourceBits, typeOfService, Rtm.RT_TABLE_UNSPEC, 0, 0, Rtm.RTN_UNSPEC, flags);
        w.attributeBytes(RtaAttr.RTA_DST, to);
        source.ifPresent(a -> w.attributeBytes(RtaAttr.RTA_SRC, a.getAddress()));
        w.attributes(attributes);
    }
}
