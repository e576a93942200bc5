package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pair of virtual Ethernet links: what goes in at one end comes out at the other, also between namespaces.
 *
 * <p>One that was created is owned: {@link #close()} deletes it, both ends. One that was opened is borrowed. It keeps the
 * namespace of its near end alive while it is open, and that of the peer not. Thread-safe.
 *
 * <pre>{@code
 * try (Veth veth = Veth.create(VethSpec.of("jl0-a", "eth0")
 *         .address(Cidr.of("10.7.0.1/24")).peerNamespace(box).peerAddress(Cidr.of("10.7.0.2/24")).up())) { … }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man4/veth.4.html">veth(4)</a>
 */
public final class Veth extends OwnedLink {
    /** Ends that are up carry traffic within microseconds; a machine may be very busy. */
    private static final Duration CARRIER_TIMEOUT = Duration.ofSeconds(10);

    private Veth(Network network, Link link, boolean owned) {
        super(network, link, owned);
    }

    /** A pair in the namespace of the calling thread, both ends down and without addresses. */
    public static Veth create(String name, String peerName) throws LinuxException {
        return create(VethSpec.of(name, peerName));
    }

    /**
     * Creates a pair, both ends where they belong in one message, and gives them their addresses, state and routes. When a
     * step fails, all is undone.
     *
     * @throws IllegalArgumentException for a route without {@link VethSpec#up()}
     * @throws NetlinkException {@code EEXIST} when a name is taken, {@code EPERM} without {@code CAP_NET_ADMIN} over both
     *     namespaces, {@code EOPNOTSUPP} for a kernel without veth, {@code ENODEV} for a master that does not exist
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over a namespace that must be entered
     */
    public static Veth create(VethSpec spec) throws LinuxException {
        spec.validate();
        Network near = open(spec.near().namespace());
        try (Peer peer = Peer.open(spec)) {
            return new Veth(near, make(spec, near, peer), true);
        } catch (LinuxException | RuntimeException e) {
            near.close();
            throw e;
        }
    }

    /**
     * As {@link #create(VethSpec)}, through networks that are held open, which saves entering their namespaces. They stay the
     * caller's, and so does the pair: the near end is returned as it was when it was made.
     *
     * @param near where the near end shall be; the spec says nothing of it
     * @param peer the network of {@link VethSpec#peerNamespace}
     */
    public static Link createBetween(VethSpec spec, Network near, Network peer) throws LinuxException {
        spec.validate();
        NamespaceHandle there = spec.peer().namespace();
        if (spec.near().namespace() != null || there == null) {
            throw new IllegalArgumentException(
                    "only the peer's namespace is said: the near end is where its network is");
        }
        return make(spec, near, new Peer(there, null, peer));
    }

    private static Link make(VethSpec spec, Network near, Peer peer) throws LinuxException {
        Link link = createLink(spec, near, peer);
        try {
            configure(spec, near, peer, link);
        } catch (LinuxException | RuntimeException e) {
            LinkMaker.undo(near.socket(), link.index(), e);
            throw e;
        }
        return link;
    }

    private static Network open(@Nullable NamespaceHandle namespace) throws LinuxException {
        return namespace == null ? Network.current() : Network.in(namespace);
    }

    /**
     * Where the peer goes, as far as it is elsewhere.
     *
     * @param handle null for the same namespace as the near end
     * @param owned the handle, where it is ours to close
     * @param network open only where something is to be done there
     */
    private record Peer(
            @Nullable NamespaceHandle handle,
            @Nullable NamespaceHandle owned,
            @Nullable Network network) implements AutoCloseable {

        static Peer open(VethSpec spec) throws LinuxException {
            NamespaceHandle given = spec.peer().namespace();
            boolean configured = spec.peer().hasConfiguration();
            if (given != null) return new Peer(given, null, configured ? Network.in(given) : null);
            if (spec.near().namespace() == null) return new Peer(null, null, null);
            NamespaceHandle here = Namespace.NET.current();
            try {
                return new Peer(here, here, configured ? Network.current() : null);
            } catch (LinuxException e) {
                here.close();
                throw e;
            }
        }

        @Override
        public void close() {
            if (network != null) network.close();
            if (owned != null) owned.close();
        }
    }

    private static Link createLink(VethSpec spec, Network near, Peer peer) throws LinuxException {
        String masterName = spec.near().masterName();
        Integer master =
                masterName == null ? null : near.links().get(masterName).index();
        Integer descriptor = peer.handle == null ? null : peer.handle.fd().number();
        try {
            Request create = spec.request(master, descriptor);
            return LinkMaker.make(
                    near.socket(), create, spec.near().name(), !spec.near().hasMaster());
        } catch (NetlinkException e) {
            if (e.errno() == Errno.EEXIST) throw clash(spec, near, e);
            throw e;
        }
    }

    /** The kernel does not say which of the two names it is. */
    private static NetlinkException clash(VethSpec spec, Network near, NetlinkException e) throws LinuxException {
        boolean nearIsTaken = near.links().find(spec.near().name()).isPresent();
        String name = nearIsTaken ? spec.near().name() : spec.peer().name();
        String where = nearIsTaken ? "" : " of the peer";
        String hint = "a link named " + name + " exists already in the network namespace" + where
                + "; choose another name" + (nearIsTaken ? ", or take that one with Veth.open" : "");
        NetlinkException better =
                new NetlinkException(e.operation(), e.target(), e.rawErrno(), e.detail(), hint, "IFLA_IFNAME");
        better.addSuppressed(e);
        return better;
    }

    /** The far end first: then the near one has its carrier at once, and the first packet is not lost. */
    private static void configure(VethSpec spec, Network near, Peer peer, Link link) throws LinuxException {
        NetlinkSocket far = peer.network == null ? near.socket() : peer.network.socket();
        int peerIndex = link.linkedIndex().orElse(0);
        if (spec.peer().hasConfiguration()) far.executeAll(spec.peer().configuration(peerIndex));
        if (spec.near().hasConfiguration()) near.socket().executeAll(spec.near().configuration(link.index()));
        if (spec.near().up() && spec.peer().up()) awaitCarrier(near.socket(), link.index(), far, peerIndex);
        SolicitedNodes.await(near.socket(), link.index(), spec.near().addresses());
        SolicitedNodes.await(far, peerIndex, spec.peer().addresses());
    }

    private static void awaitCarrier(NetlinkSocket near, int index, NetlinkSocket far, int peerIndex)
            throws LinuxException {
        boolean running = near.await(
                Rtm.RTNLGRP_LINK,
                CARRIER_TIMEOUT.toNanos(),
                () -> NetDevice.carriesTraffic(near, index) && NetDevice.carriesTraffic(far, peerIndex));
        if (running) return;
        throw new LinuxException("wait for the carrier of", "link " + index, Errno.ETIMEDOUT.number());
    }

    /**
     * The pair whose one end has this name in the namespace of the calling thread; borrowed.
     *
     * @throws LinuxException {@code ENODEV} when there is no such link, {@code EINVAL} when it is of another kind
     */
    public static Veth open(String name) throws LinuxException {
        Network network = Network.current();
        try {
            return new Veth(network, requireKind(network.links().get(name), "veth"), false);
        } catch (LinuxException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    static Link requireKind(Link link, String kind) throws LinuxException {
        if (link.isKind(kind)) return link;
        String actual = link.kind().map(k -> "a " + k).orElse("not a virtual link");
        String hint = "it is " + actual;
        throw new LinuxException("open " + kind, link.name(), Errno.EINVAL.number(), null, hint);
    }

    /** The index of the peer, in the namespace that it was made in. */
    public int peerIndex() {
        return link().linkedIndex().orElse(0);
    }

    /** {@code veth jl0-a (7)}. */
    @Override
    public String toString() {
        return "veth " + name() + " (" + index() + ")";
    }
}
