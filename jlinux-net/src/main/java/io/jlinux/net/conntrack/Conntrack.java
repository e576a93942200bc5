package io.jlinux.net.conntrack;

import io.jlinux.net.Network;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkProtocol;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Reply;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.CtAttr;
import io.jlinux.net.wire.CtNames;
import io.jlinux.net.wire.CtStatsAttr;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections that are tracked in one network namespace, over one socket that is held open. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/conntrack.8.html">conntrack(8)</a>
 */
public final class Conntrack implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private final NetlinkSocket socket;

    private Conntrack(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** In the namespace that the calling thread is in; it stays that one when the thread goes elsewhere. */
    public static Conntrack current() throws LinuxException {
        return new Conntrack(NetlinkSocket.open(NetlinkProtocol.NETFILTER));
    }

    /**
     * In a namespace. The handle may be closed afterwards.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over the namespace
     */
    public static Conntrack in(NamespaceHandle namespace) throws LinuxException {
        return new Conntrack(NetlinkSocket.open(NetlinkProtocol.NETFILTER, Network.requireNetwork(namespace)));
    }

    /** All connections, of IPv4 and IPv6. */
    public List<Connection> list() throws LinuxException {
        Request all = request(Nfnl.IPCTNL_MSG_CT_GET, "list connections", "", 0, w -> {});
        return socket.dump(all, Connection::decode);
    }

    public List<Connection> list(ConnectionFilter filter) throws LinuxException {
        return list().stream().filter(filter::matches).toList();
    }

    /**
     * How many there are.
     *
     * @throws NetlinkException {@code EPERM} without {@code CAP_NET_ADMIN} over the namespace
     */
    public int count() throws LinuxException {
        Request stats = request(Nfnl.IPCTNL_MSG_CT_GET_STATS, "count connections", "", 0, w -> {});
        return socket.get(stats, Conntrack::entries);
    }

    static int entries(Message message) throws NetlinkException {
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
            if (a.type() == CtStatsAttr.CTA_STATS_GLOBAL_ENTRIES) return a.u32NetworkOrder();
        }
        throw NetlinkException.malformed("a number of connections was asked for");
    }

    /** Forgets a connection; false when it was gone already. What comes of it afterwards begins another one. */
    public boolean delete(Connection connection) throws LinuxException {
        return delete(List.of(connection)) == 1;
    }

    /**
     * Forgets the connection that was begun like this, in zone 0.
     *
     * @return false when there is none
     */
    public boolean delete(Tuple original) throws LinuxException {
        Request delete = request(
                Nfnl.IPCTNL_MSG_CT_DELETE,
                "delete connection",
                original.toString(),
                original.isIpv6() ? AF_INET6 : AF_INET,
                w -> original.write(w, CtAttr.CTA_TUPLE_ORIG));
        return deleted(socket.batch(List.of(delete))) == 1;
    }

    /** Forgets all that match, and returns how many. */
    public int delete(ConnectionFilter filter) throws LinuxException {
        return delete(list(filter));
    }

    private int delete(List<Connection> connections) throws LinuxException {
        List<Request> requests = new ArrayList<>();
        for (Connection c : connections) {
            Tuple t = c.original();
            requests.add(request(
                    Nfnl.IPCTNL_MSG_CT_DELETE,
                    "delete connection",
                    t.toString(),
                    t.isIpv6() ? AF_INET6 : AF_INET,
                    w -> {
                        t.write(w, CtAttr.CTA_TUPLE_ORIG);
                        w.attributeU32NetworkOrder(CtAttr.CTA_ID, c.id());
                        if (c.zone() != 0) w.attributeU16NetworkOrder(CtAttr.CTA_ZONE, c.zone());
                    }));
        }
        return requests.isEmpty() ? 0 : deleted(socket.batch(requests));
    }

    private static int deleted(List<Reply> replies) throws NetlinkException {
        int n = 0;
        for (Reply reply : replies) {
            NetlinkException e = reply.error();
            if (e == null) n++;
            else if (e.errno() != Errno.ENOENT) throw e; // it ended by itself
        }
        return n;
    }

    /** Forgets all connections, of IPv4 and IPv6. */
    public void flush() throws LinuxException {
        socket.execute(request(Nfnl.IPCTNL_MSG_CT_DELETE, "delete all connections", "", 0, w -> {}));
    }

    private static Request request(int type, String operation, String target, int family, Request.Body attributes) {
        return new Request(Nfnl.conntrack(type), 0, CtNames.CONNECTION, operation, target, w -> {
            w.u8(family).u8(0).u16(0);
            attributes.write(w);
        });
    }

    @Override
    public void close() {
        socket.close();
    }
}
