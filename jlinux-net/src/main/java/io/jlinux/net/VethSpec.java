package io.jlinux.net;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IflaAttr;
import io.jlinux.net.wire.VethAttr;
import io.jlinux.ns.NamespaceHandle;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A pair of links as it shall be: an immutable value. What was not said is the kernel's default.
 *
 * <pre>{@code
 * VethSpec.of("jl0-a", "eth0").master("jl0").peerNamespace(box)
 *         .peerAddress(Cidr.of("10.7.0.2/24")).peerGateway(Cidr.address("10.7.0.1")).up()
 * }</pre>
 *
 * <p>The near end is the one that is here, as a rule; methods that begin with {@code peer} are about the other one.
 * Handles are used when the pair is created, and must be open then.
 *
 * @see <a href="https://man7.org/linux/man-pages/man4/veth.4.html">veth(4)</a>
 */
public final class VethSpec {
    private final EndSpec near;
    private final EndSpec peer;

    private VethSpec(EndSpec near, EndSpec peer) {
        this.near = near;
        this.peer = peer;
    }

    /**
     * A pair with these names.
     *
     * @throws IllegalArgumentException for a name that no link can have: more than 15 bytes, a slash, whitespace …
     */
    public static VethSpec of(String name, String peerName) {
        return new VethSpec(EndSpec.of(name), EndSpec.of(peerName));
    }

    /** Where the near end shall be; else where the creating thread is. */
    public VethSpec namespace(NamespaceHandle namespace) {
        return new VethSpec(near.in(namespace), peer);
    }

    /** Where the peer shall be; else where the creating thread is. */
    public VethSpec peerNamespace(NamespaceHandle namespace) {
        return new VethSpec(near, peer.in(namespace));
    }

    /** One more address of the near end. */
    public VethSpec address(Cidr address) {
        return new VethSpec(near.address(address), peer);
    }

    /** One more address of the peer. */
    public VethSpec peerAddress(Cidr address) {
        return new VethSpec(near, peer.address(address));
    }

    /** A default route through the near end, in its namespace. Needs {@link #up()}. */
    public VethSpec gateway(InetAddress gateway) {
        return new VethSpec(near.gateway(gateway), peer);
    }

    /** A default route through the peer, in its namespace. Needs {@link #up()}. */
    public VethSpec peerGateway(InetAddress gateway) {
        return new VethSpec(near, peer.gateway(gateway));
    }

    /** Largest packet in bytes, of both ends: 68 to 65535. */
    public VethSpec mtu(int bytes) {
        return new VethSpec(
                near.link(near.link().mtu(bytes)), peer.link(peer.link().mtu(bytes)));
    }

    /** Hardware address of the near end; else a random one. */
    public VethSpec mac(MacAddress address) {
        return new VethSpec(near.link(near.link().mac(address)), peer);
    }

    /** Hardware address of the peer; else a random one. */
    public VethSpec peerMac(MacAddress address) {
        return new VethSpec(near, peer.link(peer.link().mac(address)));
    }

    /** Packets that may wait for transmission at each end; 0 is legal and means none. */
    public VethSpec txQueueLength(int packets) {
        return new VethSpec(
                near.link(near.link().txQueueLength(packets)),
                peer.link(peer.link().txQueueLength(packets)));
    }

    /**
     * Number of queues of both ends for sending and for receiving. Else there are as many as processors, of which one is used; the kernel
     * sets the others aside when it makes the pair, and waits for all processors to have seen that.
     */
    public VethSpec queues(int sending, int receiving) {
        return new VethSpec(
                near.link(near.link().queues(sending, receiving)),
                peer.link(peer.link().queues(sending, receiving)));
    }

    /** The group of the near end. */
    public VethSpec group(int number) {
        return new VethSpec(near.link(near.link().group(number)), peer);
    }

    /** Makes the near end a port of this bridge. */
    public VethSpec master(Bridge bridge) {
        return new VethSpec(near.link(near.link().master(bridge.index())), peer);
    }

    /** Makes the near end a port of the bridge with this index, which is in the same namespace. */
    public VethSpec master(int bridge) {
        return new VethSpec(near.link(near.link().master(bridge)), peer);
    }

    /** Makes the near end a port of the bridge with this name, which is in the same namespace. */
    public VethSpec master(String bridge) {
        return new VethSpec(near.master(bridge), peer);
    }

    /** Both ends up, and carrying traffic when {@link Veth#create(VethSpec)} returns. */
    public VethSpec up() {
        return new VethSpec(near.setUp(), peer.setUp());
    }

    /** Only the peer up: it carries nothing until the near end is up, too. */
    public VethSpec peerUp() {
        return new VethSpec(near, peer.setUp());
    }

    EndSpec near() {
        return near;
    }

    EndSpec peer() {
        return peer;
    }

    /** Refuses what cannot work, before anything happens. */
    void validate() {
        boolean samePlace = near.namespace() == peer.namespace();
        if (samePlace && near.name().equals(peer.name())) {
            throw new IllegalArgumentException("both ends named " + near.name() + " in one namespace");
        }
        near.validate();
        peer.validate();
    }

    /**
     * The one message that creates both ends, sent where the near end shall be.
     *
     * @param master of the near end, where it was looked up by name
     * @param peerNamespace descriptor of where the peer shall be; null for where the message is sent
     */
    Request request(@Nullable Integer master, @Nullable Integer peerNamespace) {
        LinkChange link = master == null ? near.link() : near.link().master(master);
        return LinkRequests.create(
                "veth",
                near.name() + "/" + peer.name(),
                near.index(),
                link::writeAttributes,
                w -> writePeer(w, peerNamespace));
    }

    private void writePeer(MessageWriter w, @Nullable Integer namespace) {
        int nest = w.beginNest(VethAttr.VETH_INFO_PEER);
        peer.link().write(w, peer.index());
        if (namespace != null) w.attributeU32(IflaAttr.IFLA_NET_NS_FD, namespace);
        w.endNest(nest);
    }
}
