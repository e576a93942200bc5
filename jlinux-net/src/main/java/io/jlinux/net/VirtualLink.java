package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.sys.LinuxException;

/**
 * A virtual link of any kind.
 *
 * <p>One that was created is owned: {@link #close()} deletes it. One that was opened is borrowed. It keeps its namespace
 * alive while it is open. Thread-safe.
 *
 * <pre>{@code
 * try (VirtualLink v = VirtualLink.create(MacvlanSpec.of("mv0", "eth0").namespace(box).address(a).up())) { … }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), which tells what the kinds are for</a>
 */
public final class VirtualLink extends OwnedLink {
    VirtualLink(Network network, Link link, boolean owned) {
        super(network, link, owned);
    }

    /**
     * Creates a link where it belongs in one message, and gives it its addresses, state and routes. When a step fails, it is
     * deleted.
     *
     * @throws NetlinkException {@code EEXIST} when the name is taken, {@code EPERM} without {@code CAP_NET_ADMIN} over the
     *     namespaces, {@code EOPNOTSUPP} for a kernel without this kind, {@code ENODEV} for a link below or a master that does
     *     not exist
     */
    public static VirtualLink create(LinkSpec<?> spec) throws LinuxException {
        spec.validate();
        LinkCreation made = LinkCreation.of(spec);
        return new VirtualLink(made.network(), made.link(), true);
    }

    /**
     * The link with this name in the namespace of the calling thread; borrowed.
     *
     * @throws LinuxException {@code ENODEV} when there is no such link
     */
    public static VirtualLink open(String name) throws LinuxException {
        Network network = Network.current();
        try {
            return new VirtualLink(network, network.links().get(name), false);
        } catch (LinuxException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** {@code vlan eth0.5 (7)}. */
    @Override
    public String toString() {
        return link().kind().orElse("link") + " " + name() + " (" + index() + ")";
    }
}
