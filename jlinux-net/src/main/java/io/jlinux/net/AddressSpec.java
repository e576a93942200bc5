package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IfaAttr;
import io.jlinux.net.wire.RtNames;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An address as a link shall have it: an immutable value. What is not said is as the kernel has it by default; a lifetime of zero
 * is something else than none.
 *
 * <pre>{@code
 * AddressSpec.of(Cidr.of("10.7.0.1/24")).broadcast(Cidr.address("10.7.0.255")).label("eth0:web")
 * AddressSpec.of(Cidr.of("2001:db8::5/64")).preferredFor(Duration.ofMinutes(30)).validFor(Duration.ofHours(1)).withoutDuplicateCheck()
 * }</pre>
 *
 * @param cidr address and length of its network's prefix
 * @param peer the other end of a point-to-point link, whose network the prefix is; empty for none
 * @param scope {@code RT_SCOPE_*}: 0 is global, 253 the link, 254 the host; empty for the usual one. The kernel looks at it for
 *     IPv4 only.
 * @param flags {@code IFA_F_*}
 * @param preferred how long connections may begin with it; empty for always
 * @param valid how long the link has it; empty for always
 * @param attributes what else was said, {@code IFA_*}
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-address.8.html">ip-address(8)</a>
 */
public record AddressSpec(
        Cidr cidr,
        Optional<InetAddress> peer,
        OptionalInt scope,
        int flags,
        Optional<Duration> preferred,
        Optional<Duration> valid,
        Attributes attributes) {
    private static final int MAX_LABEL = 15;
    private static final int IFA_F_MANAGETEMPADDR = 0x100;
    private static final int IFA_F_MCAUTOJOIN = 0x400;

    public AddressSpec {
        check("preferred", preferred, 0);
        check("valid", valid, 1);
        if (valid.isPresent() && preferred.isPresent() && preferred.get().compareTo(valid.get()) > 0) {
            throw new IllegalArgumentException("preferred for " + preferred.get() + ", but valid for " + valid.get());
        }
    }

    private static void check(String what, Optional<Duration> lifetime, long least) {
        lifetime.ifPresent(d -> {
            if (d.toSeconds() < least || d.toSeconds() >= LinkAddress.FOREVER) {
                throw new IllegalArgumentException(what + " for " + d + ", not " + least + " to 2³²-2 seconds");
            }
        });
    }

    /** This address, for ever. */
    public static AddressSpec of(Cidr cidr) {
        return new AddressSpec(
                cidr, Optional.empty(), OptionalInt.empty(), 0, Optional.empty(), Optional.empty(), Attributes.NONE);
    }

    /**
     * As one that was read, for a link of any name: what the kernel finds out itself (tentative, secondary) is left out, and so is the
     * label, which begins with the name of the link.
     */
    public static AddressSpec like(LinkAddress address) {
        AddressSpec spec = new AddressSpec(
                address.cidr(),
                address.peer(),
                OptionalInt.of(address.scope()),
                address.flags() & LinkAddress.IFA_F_NOPREFIXROUTE,
                address.preferred(),
                address.valid().map(left -> left.isZero() ? Duration.ofSeconds(1) : left),
                Attributes.NONE);
        return address.broadcast().map(spec::broadcast).orElse(spec);
    }

    /** Of a point-to-point link with this other end ({@code IFA_ADDRESS}). */
    public AddressSpec peer(InetAddress otherEnd) {
        if (otherEnd.getAddress().length != cidr.address().getAddress().length) {
            throw new IllegalArgumentException(cidr + " peer " + IpLiteral.format(otherEnd) + ": two families");
        }
        return new AddressSpec(cidr, Optional.of(otherEnd), scope, flags, preferred, valid, attributes);
    }

    /** With this broadcast address, of IPv4. */
    public AddressSpec broadcast(InetAddress address) {
        return with(IfaAttr.IFA_BROADCAST, IpTypes.IPV4, address);
    }

    /** With another scope, {@code RT_SCOPE_*}: 0 to 255. */
    public AddressSpec scope(int number) {
        if (number < 0 || number > 255) throw new IllegalArgumentException("scope " + number);
        return new AddressSpec(cidr, peer, OptionalInt.of(number), flags, preferred, valid, attributes);
    }

    /** The name by which old tools know it, of IPv4: that of the link, and a colon and more; at most 15 bytes. */
    public AddressSpec label(String name) {
        if (cidr.isIpv6()) throw new IllegalArgumentException(cidr + ": only addresses of IPv4 have labels");
        if (name.isEmpty() || name.length() > MAX_LABEL) throw new IllegalArgumentException("label " + name);
        return with(IfaAttr.IFA_LABEL, AttributeType.STRING, name);
    }

    /** Preferred this long, in whole seconds; with zero it is deprecated from the start. */
    public AddressSpec preferredFor(Duration time) {
        return new AddressSpec(cidr, peer, scope, flags, Optional.of(time), valid, attributes);
    }

    /** Valid this long, in whole seconds; then the kernel removes it. */
    public AddressSpec validFor(Duration time) {
        return new AddressSpec(cidr, peer, scope, flags, preferred, Optional.of(time), attributes);
    }

    /** The metric of the route to its network ({@code IFA_RT_PRIORITY}, Linux 4.18). */
    public AddressSpec routeMetric(long value) {
        return with(IfaAttr.IFA_RT_PRIORITY, AttributeType.U32, value);
    }

    /** Who made it, {@code IFAPROT_*} or a number of one's own, 0 to 255 ({@code IFA_PROTO}, Linux 5.18; before that it is ignored). */
    public AddressSpec protocol(int number) {
        return with(IfaAttr.IFA_PROTO, AttributeType.U8, number);
    }

    /** Without a route to its network ({@code IFA_F_NOPREFIXROUTE}). */
    public AddressSpec withoutRoute() {
        return flag(LinkAddress.IFA_F_NOPREFIXROUTE);
    }

    /** Of IPv6: usable at once, the neighbours are not asked whether they have it ({@code IFA_F_NODAD}). */
    public AddressSpec withoutDuplicateCheck() {
        return flag(LinkAddress.IFA_F_NODAD);
    }

    /** Of IPv6: the kernel makes temporary addresses of its network ({@code IFA_F_MANAGETEMPADDR}, {@code mngtmpaddr}). */
    public AddressSpec managingTemporary() {
        return flag(IFA_F_MANAGETEMPADDR);
    }

    /** A multicast group that the link joins by having it ({@code IFA_F_MCAUTOJOIN}, {@code autojoin}). */
    public AddressSpec joiningGroup() {
        return flag(IFA_F_MCAUTOJOIN);
    }

    private AddressSpec flag(int more) {
        return new AddressSpec(cidr, peer, scope, flags | more, preferred, valid, attributes);
    }

    private <T> AddressSpec with(int attribute, AttributeType<T> type, T value) {
        Attributes more = attributes.with(attribute, type, value);
        return new AddressSpec(cidr, peer, scope, flags, preferred, valid, more);
    }

    Request request(int type, int linkIndex, int netlinkFlags, String operation) {
        String target = cidr + " of link " + linkIndex;
        return new Request(type, netlinkFlags, RtNames.ADDRESS, operation, target, w -> write(w, linkIndex));
    }

    private void write(MessageWriter w, int linkIndex) {
        int family = cidr.isIpv6() ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET;
        int within = scope.orElse(Addresses.scope(cidr.address()));
        w.u8(family).u8(cidr.prefixLength()).u8(flags & 0xff).u8(within).u32(linkIndex);
        w.attributeBytes(IfaAttr.IFA_LOCAL, cidr.address().getAddress());
        w.attributeBytes(IfaAttr.IFA_ADDRESS, peer.orElse(cidr.address()).getAddress());
        if (flags != 0) w.attributeU32(IfaAttr.IFA_FLAGS, flags);
        if (preferred.isPresent() || valid.isPresent()) {
            int cache = w.beginNest(IfaAttr.IFA_CACHEINFO);
            // one that is not preferred for ever may still be valid for ever, and not the other way round
            w.u32(seconds(preferred.or(() -> valid))).u32(seconds(valid)).u64(0);
            w.endNest(cache);
        }
        w.attributes(attributes);
    }

    private static int seconds(Optional<Duration> lifetime) {
        return (int) (long) lifetime.map(Duration::toSeconds).orElse(LinkAddress.FOREVER);
    }
}
