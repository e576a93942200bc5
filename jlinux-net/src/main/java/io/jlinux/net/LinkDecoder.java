package io.jlinux.net;

import static io.jlinux.net.wire.IflaAttr.IFLA_ADDRESS;
import static io.jlinux.net.wire.IflaAttr.IFLA_ALT_IFNAME;
import static io.jlinux.net.wire.IflaAttr.IFLA_GROUP;
import static io.jlinux.net.wire.IflaAttr.IFLA_IFALIAS;
import static io.jlinux.net.wire.IflaAttr.IFLA_IFNAME;
import static io.jlinux.net.wire.IflaAttr.IFLA_LINK;
import static io.jlinux.net.wire.IflaAttr.IFLA_LINKINFO;
import static io.jlinux.net.wire.IflaAttr.IFLA_LINK_NETNSID;
import static io.jlinux.net.wire.IflaAttr.IFLA_MASTER;
import static io.jlinux.net.wire.IflaAttr.IFLA_MTU;
import static io.jlinux.net.wire.IflaAttr.IFLA_OPERSTATE;
import static io.jlinux.net.wire.IflaAttr.IFLA_PROP_LIST;
import static io.jlinux.net.wire.IflaAttr.IFLA_TXQLEN;
import static io.jlinux.net.wire.LinkInfoAttr.IFLA_INFO_DATA;
import static io.jlinux.net.wire.LinkInfoAttr.IFLA_INFO_KIND;
import static io.jlinux.net.wire.LinkInfoAttr.IFLA_INFO_SLAVE_DATA;
import static io.jlinux.net.wire.LinkInfoAttr.IFLA_INFO_SLAVE_KIND;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.Rtm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code RTM_NEWLINK} messages to {@link Link}s. */
final class LinkDecoder {
    private static final int MAC_SIZE = 6;

    /** What {@link #take} knows: three quarters of what the kernel tells of a link are passed over without a call. */
    private static final long KNOWN = 1L << IFLA_IFNAME
            | 1L << IFLA_MTU
            | 1L << IFLA_ADDRESS
            | 1L << IFLA_MASTER
            | 1L << IFLA_LINK
            | 1L << IFLA_LINK_NETNSID
            | 1L << IFLA_TXQLEN
            | 1L << IFLA_OPERSTATE
            | 1L << IFLA_GROUP
            | 1L << IFLA_IFALIAS
            | 1L << IFLA_LINKINFO
            | 1L << IFLA_PROP_LIST;

    private String name = "";
    private @Nullable String kind;
    private @Nullable String alias;
    private @Nullable String masterKind;
    private Attributes data = Attributes.NONE;
    private Attributes portData = Attributes.NONE;
    private @Nullable MacAddress mac;
    private OptionalInt master = OptionalInt.empty();
    private OptionalInt linkedIndex = OptionalInt.empty();
    private OptionalInt linkedNamespaceId = OptionalInt.empty();
    private List<String> alternativeNames = List.of();
    private OperState state = OperState.UNKNOWN;
    private int mtu;
    private int txQueueLength;
    private int group;

    private LinkDecoder() {}

    static Link decode(Message message) throws NetlinkException {
        if (message.type() != Rtm.RTM_NEWLINK && message.type() != Rtm.RTM_DELLINK) {
            throw NetlinkException.malformed("message type " + message.type() + " where a link was asked for");
        }
        LinkDecoder decoder = new LinkDecoder();
        for (AttributeReader a = message.attributes(Layouts.IFINFOMSG_SIZE); a.next(); ) {
            if (a.type() < Long.SIZE && (KNOWN >>> a.type() & 1) != 0) decoder.take(a);
        }
        return new Link(
                message.u32(Layouts.IFINFOMSG_INDEX),
                decoder.name,
                Optional.ofNullable(decoder.kind),
                message.u32(Layouts.IFINFOMSG_FLAGS),
                decoder.mtu,
                Optional.ofNullable(decoder.mac),
                decoder.master,
                decoder.linkedIndex,
                decoder.linkedNamespaceId,
                decoder.txQueueLength,
                decoder.state,
                decoder.group,
                message.u16(Layouts.IFINFOMSG_TYPE),
                decoder.alternativeNames,
                Optional.ofNullable(decoder.alias),
                decoder.data,
                Optional.ofNullable(decoder.masterKind),
                decoder.portData);
    }

    private void take(AttributeReader a) throws NetlinkException {
        switch (a.type()) {
            case IFLA_IFNAME -> name = a.string();
            case IFLA_MTU -> mtu = a.u32();
            case IFLA_ADDRESS -> mac = a.length() == MAC_SIZE ? MacAddress.of(a.bytes()) : null;
            case IFLA_MASTER -> master = OptionalInt.of(a.u32());
            case IFLA_LINK -> linkedIndex = a.u32() == 0 ? OptionalInt.empty() : OptionalInt.of(a.u32());
            case IFLA_LINK_NETNSID -> linkedNamespaceId = OptionalInt.of(a.u32());
            case IFLA_TXQLEN -> txQueueLength = a.u32();
            case IFLA_OPERSTATE -> state = OperState.of(a.u8());
            case IFLA_GROUP -> group = a.u32();
            case IFLA_IFALIAS -> alias = a.string();
            case IFLA_LINKINFO -> info(a.nested());
            case IFLA_PROP_LIST -> alternativeNames = alternativeNames(a.nested());
            default -> throw new AssertionError(a.type());
        }
    }

    private void info(AttributeReader info) throws NetlinkException {
        while (info.next()) {
            switch (info.type()) {
                case IFLA_INFO_KIND -> kind = info.string();
                case IFLA_INFO_DATA -> data = Attributes.within(info);
                case IFLA_INFO_SLAVE_KIND -> masterKind = info.string();
                case IFLA_INFO_SLAVE_DATA -> portData = Attributes.within(info);
                default -> {} // statistics
            }
        }
    }

    private static List<String> alternativeNames(AttributeReader properties) throws NetlinkException {
        List<String> names = new ArrayList<>();
        while (properties.next()) {
            if (properties.type() == IFLA_ALT_IFNAME) names.add(properties.string());
        }
        return names;
    }
}
