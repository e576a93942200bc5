package io.jlinux.net;

import static io.jlinux.net.wire.IfaAttr.IFA_ADDRESS;
import static io.jlinux.net.wire.IfaAttr.IFA_BROADCAST;
import static io.jlinux.net.wire.IfaAttr.IFA_CACHEINFO;
import static io.jlinux.net.wire.IfaAttr.IFA_FLAGS;
import static io.jlinux.net.wire.IfaAttr.IFA_LABEL;
import static io.jlinux.net.wire.IfaAttr.IFA_LOCAL;
import static io.jlinux.net.wire.IfaAttr.IFA_PROTO;
import static io.jlinux.net.wire.IfaAttr.IFA_RT_PRIORITY;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code RTM_NEWADDR} messages to {@link LinkAddress}es. */
final class AddressDecoder {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private AddressDecoder() {}

    /** Empty for families other than IPv4 and IPv6, which a dump of all also brings. */
    static Optional<LinkAddress> decode(Message message) throws NetlinkException {
        if (message.type() != Rtm.RTM_NEWADDR && message.type() != Rtm.RTM_DELADDR) {
            throw NetlinkException.malformed("message type " + message.type() + " where an address was asked for");
        }
        int family = message.u8(0);
        int prefix = message.u8(Layouts.IFADDRMSG_PREFIXLEN);
        int flags = message.u8(Layouts.IFADDRMSG_FLAGS);
        if (family != AF_INET && family != AF_INET6) return Optional.empty();
        @Nullable InetAddress address = null;
        @Nullable InetAddress local = null;
        @Nullable InetAddress broadcast = null;
        @Nullable String label = null;
        Optional<Duration> preferred = Optional.empty();
        Optional<Duration> valid = Optional.empty();
        OptionalLong routeMetric = OptionalLong.empty();
        OptionalInt protocol = OptionalInt.empty();
        for (AttributeReader a = message.attributes(Layouts.IFADDRMSG_SIZE); a.next(); ) {
            switch (a.type()) {
                case IFA_ADDRESS -> address = ip(a, family);
                case IFA_LOCAL -> local = ip(a, family);
                case IFA_BROADCAST -> broadcast = ip(a, family);
                case IFA_LABEL -> label = a.string();
                case IFA_FLAGS -> flags = a.u32();
                case IFA_RT_PRIORITY -> routeMetric = OptionalLong.of(a.u32() & 0xffff_ffffL);
                case IFA_PROTO -> protocol = OptionalInt.of(a.u8());
                case IFA_CACHEINFO -> {
                    byte[] both = a.bytes(
                            0, 2 * Integer.BYTES); // struct ifa_cacheinfo, when it was made and changed behind them
                    preferred = lifetime(both, 0);
                    valid = lifetime(both, Integer.BYTES);
                }
                default -> {} // anycast, multicast
            }
        }
        InetAddress own = local != null ? local : address;
        if (own == null) throw NetlinkException.malformed("an address message without an address");
        return Optional.of(new LinkAddress(
                message.u32(Layouts.IFADDRMSG_INDEX),
                cidr(own, prefix),
                address == null || address.equals(own) ? Optional.empty() : Optional.of(address),
                Optional.ofNullable(broadcast),
                message.u8(Layouts.IFADDRMSG_SCOPE),
                flags,
                Optional.ofNullable(label),
                preferred,
                valid,
                routeMetric,
                protocol));
    }

    private static Optional<Duration> lifetime(byte[] seconds, int at) {
        long s = ByteBuffer.wrap(seconds).order(ByteOrder.nativeOrder()).getInt(at) & 0xffff_ffffL;
        return s == LinkAddress.FOREVER ? Optional.empty() : Optional.of(Duration.ofSeconds(s));
    }

    static InetAddress ip(AttributeReader a, int family) throws NetlinkException {
        int size = family == AF_INET ? 4 : 16;
        if (a.length() != size) {
            throw NetlinkException.malformed("an IP address of " + a.length() + " bytes in family " + family);
        }
        return IpLiteral.of(a.bytes());
    }

    static Cidr cidr(InetAddress address, int prefix) throws NetlinkException {
        if (prefix > address.getAddress().length * 8) throw NetlinkException.malformed("a prefix of " + prefix);
        return new Cidr(address, prefix);
    }
}
