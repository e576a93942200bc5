package io.jlinux.net;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.FraAttr;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A rule that chooses the routing table of a packet: an immutable value. What was not said is not looked at.
 *
 * <pre>{@code
 * Rule.ipv4().from(Cidr.of("10.7.0.0/24")).with(Rule.MARK, 7L).with(Rule.PRIORITY, 100L).lookup(100)
 * }</pre>
 *
 * @param ipv6 whether it is about IPv6, and not IPv4
 * @param source the network that packets come from; a prefix of 0 for any
 * @param destination the network that packets go to; a prefix of 0 for any
 * @param typeOfService 0 for any
 * @param action what happens to packets that it is about
 * @param inverted whether it is about all others
 * @param table that is looked up; 0 where the action is another
 * @param attributes what the {@link Option}s say
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-rule.8.html">ip-rule(8)</a>
 */
public record Rule(
        boolean ipv6,
        Cidr source,
        Cidr destination,
        int typeOfService,
        RuleAction action,
        boolean inverted,
        long table,
        Attributes attributes) {

    /**
     * Something that a rule may look at.
     *
     * @param attribute {@code FRA_*}
     * @param type how the value is written
     */
    public record Option<T>(int attribute, AttributeType<T> type) {}

    /** The lower, the earlier: 0 is before all; else one before the first that was added. */
    public static final Option<Long> PRIORITY = new Option<>(FraAttr.FRA_PRIORITY, AttributeType.U32);

    /** The name of the link that packets come in by. */
    public static final Option<String> INCOMING = new Option<>(FraAttr.FRA_IIFNAME, AttributeType.STRING);

    /** The name of the link that the socket of the packet is bound to. */
    public static final Option<String> OUTGOING = new Option<>(FraAttr.FRA_OIFNAME, AttributeType.STRING);

    /** The firewall's mark. */
    public static final Option<Long> MARK = new Option<>(FraAttr.FRA_FWMARK, AttributeType.U32);

    /** Which bits of the mark are looked at; all of them by default. */
    public static final Option<Long> MARK_MASK = new Option<>(FraAttr.FRA_FWMASK, AttributeType.U32);

    /** The priority of the rule to go on with, of {@link RuleAction#GOTO}. */
    public static final Option<Long> GOTO = new Option<>(FraAttr.FRA_GOTO, AttributeType.U32);

    /** Routes with a prefix of this length or less are not taken: 0 is no default route. */
    public static final Option<Long> SUPPRESS_PREFIX_LENGTH =
            new Option<>(FraAttr.FRA_SUPPRESS_PREFIXLEN, AttributeType.U32);

    /** 6 is TCP, 17 UDP. */
    public static final Option<Integer> IP_PROTOCOL = new Option<>(FraAttr.FRA_IP_PROTO, AttributeType.U8);

    public static final Option<PortRange> SOURCE_PORTS = new Option<>(FraAttr.FRA_SPORT_RANGE, PortRange.TYPE);

    public static final Option<PortRange> DESTINATION_PORTS = new Option<>(FraAttr.FRA_DPORT_RANGE, PortRange.TYPE);

    /** Whether the table is that of the vrf of the packet's link. */
    public static final Option<Boolean> VRF_TABLE = new Option<>(FraAttr.FRA_L3MDEV, AttributeType.BOOL_U8);

    /** Who made it, {@code RTPROT_*}: 2 is the kernel. */
    public static final Option<Integer> PROTOCOL = new Option<>(FraAttr.FRA_PROTOCOL, AttributeType.U8);

    private static final int FIB_RULE_INVERT = 2;

    /** For all IPv4 packets, looking up the main table. */
    public static Rule ipv4() {
        return all(false);
    }

    /** For all IPv6 packets, looking up the main table. */
    public static Rule ipv6Rule() {
        return all(true);
    }

    private static Rule all(boolean ipv6) {
        Cidr any = ipv6 ? Cidr.ALL_IPV6 : Cidr.ALL_IPV4;
        return new Rule(ipv6, any, any, 0, RuleAction.LOOKUP, false, Rtm.RT_TABLE_MAIN, Attributes.NONE);
    }

    public Rule {
        source = source.network();
        destination = destination.network();
        if (source.isIpv6() != ipv6 || destination.isIpv6() != ipv6) {
            throw new IllegalArgumentException("from " + source + " to " + destination + ": not of one family");
        }
    }

    /** For packets from this network. */
    public Rule from(Cidr network) {
        return new Rule(ipv6, network, destination, typeOfService, action, inverted, table, attributes);
    }

    /** For packets to this network. */
    public Rule to(Cidr network) {
        return new Rule(ipv6, source, network, typeOfService, action, inverted, table, attributes);
    }

    /** For packets of which this is so too. */
    public <T> Rule with(Option<T> option, T value) {
        Attributes more = attributes.with(option.attribute, option.type, value);
        return new Rule(ipv6, source, destination, typeOfService, action, inverted, table, more);
    }

    /** What it looks at; empty for what it does not. */
    public <T> Optional<T> get(Option<T> option) throws NetlinkException {
        return attributes.get(option.attribute, option.type);
    }

    /** For all packets but those. */
    public Rule inverted(boolean yes) {
        return new Rule(ipv6, source, destination, typeOfService, action, yes, table, attributes);
    }

    /** Their table is this one. */
    public Rule lookup(long number) {
        return new Rule(ipv6, source, destination, typeOfService, RuleAction.LOOKUP, inverted, number, attributes);
    }

    /** Something else happens to them. */
    public Rule action(RuleAction what) {
        return new Rule(ipv6, source, destination, typeOfService, what, inverted, 0, attributes);
    }

    void write(MessageWriter w) {
        w.u8(ipv6 ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET);
        w.u8(destination.prefixLength()).u8(source.prefixLength()).u8(typeOfService);
        w.u8(table < 256 ? (int) table : 0).u16(0).u8(action.number()).u32(inverted ? FIB_RULE_INVERT : 0);
        if (source.prefixLength() > 0)
            w.attributeBytes(FraAttr.FRA_SRC, source.address().getAddress());
        if (destination.prefixLength() > 0) {
            w.attributeBytes(FraAttr.FRA_DST, destination.address().getAddress());
        }
        if (table != 0) w.attributeU32(FraAttr.FRA_TABLE, (int) table);
        w.attributes(attributes);
    }

    /** Empty for families other than IPv4 and IPv6, and for actions of later kernels. */
    static Optional<Rule> decode(Message message) throws NetlinkException {
        if (message.type() != Rtm.RTM_NEWRULE && message.type() != Rtm.RTM_DELRULE) {
            throw NetlinkException.malformed("message type " + message.type() + " where a rule was asked for");
        }
        int family = message.u8(0);
        Optional<RuleAction> action = RuleAction.of(message.u8(Layouts.RULE_ACTION));
        boolean ipv6 = family == AddressDecoder.AF_INET6;
        if (action.isEmpty() || (!ipv6 && family != AddressDecoder.AF_INET)) return Optional.empty();
        InetAddress any = (ipv6 ? Cidr.ALL_IPV6 : Cidr.ALL_IPV4).address();
        InetAddress source = any;
        InetAddress destination = any;
        long table = message.u8(Layouts.RULE_TABLE);
        Attributes rest = Attributes.NONE;
        for (AttributeReader a = message.attributes(Layouts.RULE_SIZE); a.next(); ) {
            switch (a.type()) {
                case FraAttr.FRA_SRC -> source = AddressDecoder.ip(a, family);
                case FraAttr.FRA_DST -> destination = AddressDecoder.ip(a, family);
                case FraAttr.FRA_TABLE -> table = a.u32() & 0xffff_ffffL;
                case FraAttr.FRA_PAD -> {}
                default -> rest = rest.and(a.type(), AttributeType.BYTES, a.bytes());
            }
        }
        return Optional.of(new Rule(
                ipv6,
                AddressDecoder.cidr(source, message.u8(Layouts.RULE_SRC_LEN)),
                AddressDecoder.cidr(destination, message.u8(Layouts.RULE_DST_LEN)),
                message.u8(Layouts.RULE_TOS),
                action.get(),
                (message.u32(Layouts.RULE_FLAGS) & FIB_RULE_INVERT) != 0,
                table,
                rest));
    }
}
