package io.jlinux.net.wireguard;

import io.jlinux.net.Cidr;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The other end of a tunnel, as it is in the kernel or as it shall be. In a configuration what is empty is left as it is,
 * but for the allowed addresses, which are replaced.
 *
 * @param publicKey which it is known by
 * @param presharedKey a second secret, shared beforehand
 * @param endpoint where it is; empty where it will tell by itself
 * @param keepalive how often to send something, so that firewalls between keep the way open: whole seconds to 65535; zero
 *     is never
 * @param allowedIps the addresses behind it: packets to them go there, and only they may come from there
 * @see <a href="https://man7.org/linux/man-pages/man8/wg.8.html">wg(8)</a>
 */
public record WireguardPeer(
        WireguardKey publicKey,
        Optional<WireguardKey> presharedKey,
        Optional<InetSocketAddress> endpoint,
        Optional<Duration> keepalive,
        List<Cidr> allowedIps) {
    private static final int MAX_SECONDS = 65535;

    public WireguardPeer {
        allowedIps = allowedIps.stream().map(Cidr::network).toList();
        if (keepalive.isPresent()) {
            Duration d = keepalive.get();
            if (d.isNegative() || d.toSeconds() > MAX_SECONDS || !d.equals(Duration.ofSeconds(d.toSeconds()))) {
                throw new IllegalArgumentException("keepalive of " + d + ", not whole seconds to 65535");
            }
        }
        if (endpoint.isPresent() && endpoint.get().isUnresolved()) {
            throw new IllegalArgumentException("not resolved: " + endpoint.get());
        }
    }

    /** A peer of which nothing but the key is said. */
    public static WireguardPeer of(WireguardKey publicKey) {
        return new WireguardPeer(publicKey, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    public WireguardPeer presharedKey(WireguardKey key) {
        return new WireguardPeer(publicKey, Optional.of(key), endpoint, keepalive, allowedIps);
    }

    public WireguardPeer endpoint(InetSocketAddress address) {
        return new WireguardPeer(publicKey, presharedKey, Optional.of(address), keepalive, allowedIps);
    }

    public WireguardPeer keepalive(Duration interval) {
        return new WireguardPeer(publicKey, presharedKey, endpoint, Optional.of(interval), allowedIps);
    }

    /** With one more network behind it. */
    public WireguardPeer allow(Cidr network) {
        List<Cidr> more = new ArrayList<>(allowedIps);
        more.add(network);
        return new WireguardPeer(publicKey, presharedKey, endpoint, keepalive, more);
    }
}
