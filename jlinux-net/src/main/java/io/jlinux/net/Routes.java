package io.jlinux.net;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.RtaAttr;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The IPv4 and IPv6 routes of a network namespace. Thread-safe; see {@link Links} for where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7), RTM_NEWROUTE</a>
 */
public final class Routes {
    private final Access access;

    Routes(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static Routes here() {
        return new Routes(Access.here());
    }

    /** Those of a namespace, as long as its handle is open. */
    public static Routes in(NamespaceHandle namespace) {
        return new Routes(Access.in(Network.requireNetwork(namespace)));
    }

    /** The main table. */
    public List<Route> list() throws LinuxException {
        return list(Rtm.RT_TABLE_MAIN);
    }

    /** A table; empty when there is none with this number. */
    public List<Route> list(int table) throws LinuxException {
        return access.use(s -> {
            List<Route> routes = new ArrayList<>();
            routes.addAll(list(s, AddressDecoder.AF_INET, table));
            routes.addAll(list(s, AddressDecoder.AF_INET6, table));
            return routes;
        });
    }

    /** Those of every table. */
    public List<Route> listAll() throws LinuxException {
        return access.use(s -> {
            List<Route> routes = new ArrayList<>();
            routes.addAll(list(s, AddressDecoder.AF_INET, Rtm.RT_TABLE_UNSPEC));
            routes.addAll(list(s, AddressDecoder.AF_INET6, Rtm.RT_TABLE_UNSPEC));
            return routes;
        });
    }

    private static List<Route> list(NetlinkSocket socket, int family, int table) throws LinuxException {
        Request dump = new Request(Rtm.RTM_GETROUTE, 0, RtNames.ROUTE, "list routes", "table " + table, w -> {
            header(w, family, 0, 0, 0, table, 0, 0, Rtm.RTN_UNSPEC, 0);
            if (table != Rtm.RT_TABLE_UNSPEC) w.attributeU32(RtaAttr.RTA_TABLE, table);
        });
        boolean ipv6 = family == AddressDecoder.AF_INET6;
        try {
            return socket.dump(dump, RouteDecoder::decode).stream()
                    .flatMap(Optional::stream)
                    .filter(r -> table == Rtm.RT_TABLE_UNSPEC || r.table() == table)
                    .filter(r -> r.destination().isIpv6() == ipv6)
                    .toList();
        } catch (NetlinkException e) {
            // a table is made with its first route; a kernel without IPv6 knows none of its routes
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.EOPNOTSUPP) return List.of();
            throw e;
        }
    }

    /**
     * The way that a packet of this host to {@code destination} goes now: {@code ip route get}.
     *
     * @throws LinuxException as {@link #get(RouteQuery)}
     */
    public Route get(InetAddress destination) throws LinuxException {
        return get(RouteQuery.to(destination));
    }

    /**
     * The way that a packet goes now, looked up in the kernel by rules and tables ({@code RTM_GETROUTE}). The answer has the
     * destination as it was asked for, the gateway, link and preferred source that are taken, of several ways the one; after {@link
     * RouteQuery#asStored} it is the whole route that was found.
     *
     * @throws LinuxException {@code ENETUNREACH} when no route leads there; {@code EHOSTUNREACH}, {@code EACCES}, {@code EINVAL} for
     *     a route of type unreachable, prohibit, blackhole (of IPv6 the answer may be that route, see {@link Route#type()}); {@code
     *     ENODEV} for a link that there is not
     */
    public Route get(RouteQuery query) throws LinuxException {
        return access.use(s -> s.get(query.request(), RouteDecoder::decode))
                .orElseThrow(() -> NetlinkException.malformed("a route of another family"));
    }

    /**
     * Adds a route.
     *
     * @throws LinuxException {@code EEXIST} when there is one to the same destination with the same metric, {@code
     *     ENETUNREACH} when the gateway cannot be reached, {@code ENETDOWN} when the link is down
     */
    public void add(Route route) throws LinuxException {
        access.execute(addRequest(route));
    }

    /** Adds a route, or puts it in the place of the one to the same destination with the same metric. */
    public void replace(Route route) throws LinuxException {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_REPLACE;
        access.execute(request(Rtm.RTM_NEWROUTE, flags, "replace route", route));
    }

    /**
     * Deletes a route; what it does not say (gateway, link, metric) is not compared.
     *
     * @throws LinuxException {@code ESRCH} when there is none
     */
    public void delete(Route route) throws LinuxException {
        access.execute(request(Rtm.RTM_DELROUTE, 0, "delete route", route));
    }

    static Request addRequest(Route route) {
        return request(Rtm.RTM_NEWROUTE, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL, "add route", route);
    }

    private static Request request(int type, int flags, String operation, Route route) {
        String target = (route.isDefault() ? "default" : route.destination().toString())
                + route.gateway().map(g -> " via " + IpLiteral.format(g)).orElse("");
        boolean delete = type == Rtm.RTM_DELROUTE;
        return new Request(type, flags, RtNames.ROUTE, operation, target, w -> write(w, route, delete));
    }

    private static void write(MessageWriter w, Route route, boolean delete) {
        Cidr to = route.destination();
        int family = to.isIpv6() ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET;
        int scope = delete ? Rtm.RT_SCOPE_NOWHERE : route.scope();
        header(
                w,
                family,
                to.prefixLength(),
                route.source().map(Cidr::prefixLength).orElse(0),
                route.typeOfService(),
                route.table(),
                delete ? 0 : route.protocol(),
                scope,
                route.type(),
                route.onLink() ? Rtm.RTNH_F_ONLINK : 0);
        if (!route.isDefault()) w.attributeBytes(RtaAttr.RTA_DST, to.address().getAddress());
        route.source()
                .ifPresent(
                        from -> w.attributeBytes(RtaAttr.RTA_SRC, from.address().getAddress()));
        if (route.nextHopId().isPresent()) {
            w.attributeU32(RtaAttr.RTA_NH_ID, route.nextHopId().getAsInt());
        } else {
            route.gateway().ifPresent(g -> gateway(w, family, g));
            route.linkIndex().ifPresent(i -> w.attributeU32(RtaAttr.RTA_OIF, i));
        }
        route.metric().ifPresent(m -> w.attributeU32(RtaAttr.RTA_PRIORITY, (int) m));
        route.preferredSource().ifPresent(a -> w.attributeBytes(RtaAttr.RTA_PREFSRC, a.getAddress()));
        w.attributeU32(RtaAttr.RTA_TABLE, route.table());
        route.encapsulation().ifPresent(e -> encapsulate(w, e));
        if (!route.metrics().isEmpty()) w.attributeNested(RtaAttr.RTA_METRICS, route.metrics());
        boolean several = !route.nextHops().isEmpty() && route.nextHopId().isEmpty();
        if (several) multipath(w, family, route.nextHops());
    }

    static void header(
            MessageWriter w,
            int family,
            int prefix,
            int sourcePrefix,
            int typeOfService,
            int table,
            int protocol,
            int scope,
            int type,
            int flags) {
        int shortTable = table > 0 && table < 256 ? table : Rtm.RT_TABLE_UNSPEC;
        w.u8(family)
                .u8(prefix)
                .u8(sourcePrefix)
                .u8(typeOfService)
                .u8(shortTable)
                .u8(protocol)
                .u8(scope)
                .u8(type)
                .u32(flags);
    }

    private static void gateway(MessageWriter w, int family, InetAddress gateway) {
        byte[] bytes = gateway.getAddress();
        boolean same = bytes.length == (family == AddressDecoder.AF_INET6 ? 16 : 4);
        if (same) {
            w.attributeBytes(RtaAttr.RTA_GATEWAY, bytes);
        } else {
            int via = w.beginNest(RtaAttr.RTA_VIA);
            w.u16(bytes.length == 16 ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET);
            for (byte b : bytes) w.u8(b & 0xff);
            w.endNest(via);
            w.u16(0); // padding
        }
    }

    private static void encapsulate(MessageWriter w, Encapsulation e) {
        w.attributeU16(RtaAttr.RTA_ENCAP_TYPE, e.type()).attributeNested(RtaAttr.RTA_ENCAP, e.attributes());
    }

    private static void multipath(MessageWriter w, int family, List<NextHop> hops) {
        int nest = w.beginNest(RtaAttr.RTA_MULTIPATH);
        for (NextHop hop : hops) {
            int start = w.beginRecord();
            w.u8(0).u8(hop.weight() - 1).u32(hop.linkIndex());
            hop.gateway().ifPresent(g -> gateway(w, family, g));
            hop.encapsulation().ifPresent(e -> encapsulate(w, e));
            w.endNest(start);
        }
        w.endNest(nest);
    }
}
