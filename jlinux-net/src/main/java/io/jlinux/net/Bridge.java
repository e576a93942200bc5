package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.sys.LinuxException;

/**
 * A bridge: a switch in the kernel, whose ports are links that have it as their master.
 *
 * <p>One that was created is owned: {@link #close()} deletes it and sets its ports free. One that was opened is borrowed.
 * It keeps its namespace alive while it is open. Thread-safe.
 *
 * @see <a href="https://docs.kernel.org/networking/bridge.html">Ethernet bridging</a>
 */
public final class Bridge extends OwnedLink {
    private Bridge(Network network, Link link, boolean owned) {
        super(network, link, owned);
    }

    /** A bridge in the namespace of the calling thread, down and without addresses. */
    public static Bridge create(String name) throws LinuxException {
        return create(BridgeSpec.of(name));
    }

    /**
     * Creates a bridge and gives it its addresses and state. When a step fails, it is deleted.
     *
     * @throws NetlinkException {@code EEXIST} when the name is taken, {@code EPERM} without {@code CAP_NET_ADMIN} over the
     *     namespace, {@code EOPNOTSUPP} for a kernel without bridges
     */
    public static Bridge create(BridgeSpec spec) throws LinuxException {
        spec.validate();
        LinkCreation made = LinkCreation.of(spec);
        return new Bridge(made.network(), made.link(), true);
    }

    /**
     * The bridge with this name in the namespace of the calling thread; borrowed.
     *
     * @throws LinuxException {@code ENODEV} when there is no such link, {@code EINVAL} when it is of another kind
     */
    public static Bridge open(String name) throws LinuxException {
        Network network = Network.current();
        try {
            return new Bridge(network, Veth.requireKind(network.links().get(name), "bridge"), false);
        } catch (LinuxException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** {@code bridge jl0 (7)}. */
    @Override
    public String toString() {
        return "bridge " + name() + " (" + index() + ")";
    }
}
