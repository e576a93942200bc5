package io.jlinux.net.wire;

import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.ErrorHints;
import io.jlinux.sys.Errno;
import java.util.Map;

/** The names of rtnetlink's attributes, for errors, and what its errors usually mean. */
public final class RtNames {
    private static final int AF_INET6 = 10;

    private static final ErrorHints NO_DEVICE =
            ErrorHints.NONE.and(Errno.ENODEV, "there is no such link in this network namespace");

    private static final ErrorHints LINK_HINTS = ErrorHints.NONE
            .and(
                    Rtm.RTM_NEWLINK,
                    Errno.EEXIST,
                    "a link of that name exists already; names are unique within a network namespace")
            .and(
                    Rtm.RTM_NEWLINK,
                    Errno.EOPNOTSUPP,
                    "this kernel lacks that kind of link (is its module there: modprobe veth, modprobe bridge?)"
                            + " or one of the settings")
            .and(Errno.ENODEV, "there is no such link in this network namespace");

    private static final ErrorHints ADDRESS_HINTS = NO_DEVICE
            .and(Rtm.RTM_NEWADDR, Errno.EEXIST, "the link has this address already")
            .and(Rtm.RTM_DELADDR, Errno.EADDRNOTAVAIL, "the link does not have this address");

    private static final ErrorHints ROUTE_HINTS = NO_DEVICE
            .and(Rtm.RTM_NEWROUTE, Errno.EEXIST, "there is a route to this destination already")
            .and(
                    Rtm.RTM_NEWROUTE,
                    Errno.ENETUNREACH,
                    "no address of a link that is up reaches the gateway: first the address, then up, then the route")
            .and(Rtm.RTM_NEWROUTE, Errno.ENETDOWN, "the link must be up before a route goes through it")
            .and(
                    Rtm.RTM_NEWROUTE,
                    Errno.EOPNOTSUPP,
                    "this kernel lacks that way to pack packets (is its module there: modprobe mpls_iptunnel?)")
            .and(
                    Rtm.RTM_GETROUTE,
                    Errno.ENETUNREACH,
                    "no route leads there, not even a default one, or a rule says unreachable")
            .and(
                    Rtm.RTM_GETROUTE,
                    Errno.EHOSTUNREACH,
                    "a route of type unreachable covers it, or it may not come in by that link")
            .and(Rtm.RTM_GETROUTE, Errno.EACCES, "a route or a rule of type prohibit covers it")
            .and(Rtm.RTM_GETROUTE, Errno.EXDEV, "the reverse path filter of that link drops packets from this source")
            .and(
                    Rtm.RTM_GETROUTE,
                    Errno.EINVAL,
                    "a route or a rule of type blackhole covers it, or the source is no address of this host")
            .and(Rtm.RTM_DELROUTE, Errno.ESRCH, "there is no such route");

    /** Messages about links. */
    public static final AttributeNames LINK = AttributeNames.of(Layouts.IFINFOMSG_SIZE, IflaAttr.class)
            .nested(IflaAttr.IFLA_LINKINFO, RtNames::linkInfo)
            .nested(IflaAttr.IFLA_AF_SPEC, RtNames::families)
            .nested(IflaAttr.IFLA_PROP_LIST, () -> AttributeNames.of(0, IflaAttr.class))
            .hints(LINK_HINTS);

    /** Messages about addresses. */
    public static final AttributeNames ADDRESS =
            AttributeNames.of(Layouts.IFADDRMSG_SIZE, IfaAttr.class).hints(ADDRESS_HINTS);

    /** Messages about routes. */
    public static final AttributeNames ROUTE =
            AttributeNames.of(Layouts.RTMSG_SIZE, RtaAttr.class).hints(ROUTE_HINTS);

    /** Messages about neighbours, and about what bridges have learned. */
    public static final AttributeNames NEIGHBOUR = AttributeNames.of(Layouts.NDMSG_SIZE, NdaAttr.class)
            .hints(NO_DEVICE
                    .and(Rtm.RTM_NEWNEIGH, Errno.EEXIST, "there is an entry with this address already")
                    .and(
                            Rtm.RTM_NEWNEIGH,
                            Errno.ENOBUFS,
                            "the table of neighbours, one for all network namespaces of the machine, is full: set"
                                    + " net.ipv4.neigh.default.gc_thresh3 (of IPv6 net.ipv6.neigh.default.gc_thresh3) higher in"
                                    + " the first namespace; entries that are permanent or learned are not counted")
                    .and(Rtm.RTM_DELNEIGH, Errno.ENOENT, "there is no such entry"));

    /** Messages about rules. */
    public static final AttributeNames RULE = AttributeNames.of(Layouts.RULE_SIZE, FraAttr.class)
            .hints(ErrorHints.NONE
                    .and(Rtm.RTM_NEWRULE, Errno.EEXIST, "there is such a rule already")
                    .and(Rtm.RTM_DELRULE, Errno.ENOENT, "there is no such rule"));

    /** Messages about next hop objects. */
    public static final AttributeNames NEXT_HOP = AttributeNames.of(Layouts.NHMSG_SIZE, NhaAttr.class)
            .hints(NO_DEVICE
                    .and(Rtm.RTM_NEWNEXTHOP, Errno.EEXIST, "the id is taken")
                    .and(Errno.ENETDOWN, "the link must be up before a next hop goes through it")
                    .and(Rtm.RTM_DELNEXTHOP, Errno.ENOENT, "there is no next hop with this id"));

    /** Messages about the ids of namespaces. */
    public static final AttributeNames NSID = AttributeNames.of(Layouts.RTGENMSG_SIZE, NetnsaAttr.class)
            .hints(ErrorHints.NONE.and(
                    Rtm.RTM_NEWNSID, Errno.EEXIST, "the namespace has an id here already, or the id is taken"));

    private RtNames() {}

    private static AttributeNames families() {
        return AttributeNames.of(0, Map.of(AF_INET6, "AF_INET6"))
                .nested(AF_INET6, () -> AttributeNames.of(0, Inet6Attr.class));
    }

    private static AttributeNames linkInfo() {
        return AttributeNames.of(0, LinkInfoAttr.class)
                .nestedByKind(LinkInfoAttr.IFLA_INFO_DATA, LinkInfoAttr.IFLA_INFO_KIND, LinkKinds::names)
                .nestedByKind(
                        LinkInfoAttr.IFLA_INFO_SLAVE_DATA, LinkInfoAttr.IFLA_INFO_SLAVE_KIND, LinkKinds::portNames);
    }
}
