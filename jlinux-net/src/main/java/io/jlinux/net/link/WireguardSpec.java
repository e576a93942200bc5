package io.jlinux.net.link;

import io.jlinux.net.LinkSpec;

/**
 * A WireGuard tunnel: the link; {@link io.jlinux.net.wireguard.Wireguard} gives it keys and peers. Its encrypted packets
 * are sent from the namespace in which it was created ({@link #from}), wherever it is.
 *
 * @see <a href="https://www.wireguard.com/netns/">Routing and network namespaces</a>
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), wireguard</a>
 */
public final class WireguardSpec extends LinkSpec<WireguardSpec> {
    private WireguardSpec(State state) {
        super(state);
    }

    /** A wireguard with this name. */
    public static WireguardSpec of(String name) {
        return new WireguardSpec(named(name));
    }

    @Override
    protected WireguardSpec copy(State changed) {
        return new WireguardSpec(changed);
    }

    @Override
    public String kind() {
        return "wireguard";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }
}
