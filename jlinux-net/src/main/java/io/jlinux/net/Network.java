package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkProtocol;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.OptionalLong;

/**
 * The network of one namespace: its links, addresses and routes, over one rtnetlink socket that is held open.
 *
 * <p>For many requests, and for a namespace that the calling thread is not in. The namespace stays alive as long as this
 * is open. Thread-safe: requests of several threads go one after the other.
 *
 * <pre>{@code
 * try (NamespaceHandle ns = Namespace.NET.open(pid); Network box = Network.in(ns)) {
 *     box.links().device("lo").up();
 *     box.routes().add(Route.defaultVia(Cidr.address("10.7.0.1")));
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
public final class Network implements AutoCloseable {
    private final NetlinkSocket socket;
    private final Access access;

    private Network(NetlinkSocket socket) {
        this.socket = socket;
        this.access = Access.over(socket);
    }

    /** The network of the namespace that the calling thread is in; it stays that one when the thread goes elsewhere. */
    public static Network current() throws LinuxException {
        return new Network(NetlinkSocket.open(NetlinkProtocol.ROUTE));
    }

    /**
     * The network of a namespace. The handle may be closed afterwards.
     *
     * @throws IllegalArgumentException for a handle of another kind of namespace
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over the namespace
     */
    public static Network in(NamespaceHandle namespace) throws LinuxException {
        return new Network(NetlinkSocket.open(NetlinkProtocol.ROUTE, requireNetwork(namespace)));
    }

    /**
     * The handle, where it is one of a network namespace.
     *
     * @throws IllegalArgumentException for one of another kind
     */
    public static NamespaceHandle requireNetwork(NamespaceHandle namespace) {
        if (namespace.kind() != Namespace.NET) {
            throw new IllegalArgumentException(namespace + " is no network namespace");
        }
        return namespace;
    }

    /**
     * The kernel's number for this namespace, which no other one gets until the kernel is restarted ({@code SO_NETNS_COOKIE}); inode numbers
     * are used again.
     *
     * @return empty before Linux 5.14
     */
    public OptionalLong cookie() throws LinuxException {
        return socket.namespaceCookie();
    }

    public Links links() {
        return new Links(access);
    }

    public Addresses addresses() {
        return new Addresses(access);
    }

    public Routes routes() {
        return new Routes(access);
    }

    public Rules rules() {
        return new Rules(access);
    }

    public Neighbours neighbours() {
        return new Neighbours(access);
    }

    public NextHopObjects nextHopObjects() {
        return new NextHopObjects(access);
    }

    /** The ids by which other namespaces are known here. */
    public NamespaceIds namespaceIds() {
        return new NamespaceIds(access);
    }

    /** Where its bridges and vxlans find hardware addresses. */
    public Fdb fdb() {
        return new Fdb(access);
    }

    public BridgeVlans bridgeVlans() {
        return new BridgeVlans(access);
    }

    /** The multicast groups of its bridges. */
    public BridgeGroups bridgeGroups() {
        return new BridgeGroups(access);
    }

    /** The socket, for requests that have no method here; closed with this. */
    public NetlinkSocket socket() {
        return socket;
    }

    /** Closes the socket. Idempotent; what was made through it stays. */
    @Override
    public void close() {
        socket.close();
    }
}
