package io.jlinux.net.wireguard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A WireGuard link as it was when it was read.
 *
 * @param index of the link
 * @param name of the link
 * @param privateKey empty where it has none
 * @param publicKey empty where it has no private one
 * @param listenPort 0 while it is down and none was chosen
 * @param firewallMark 0 for none
 * @param peers its other ends
 * @see <a href="https://man7.org/linux/man-pages/man8/wg.8.html">wg(8)</a>
 */
public record WireguardDevice(
        int index,
        String name,
        Optional<WireguardKey> privateKey,
        Optional<WireguardKey> publicKey,
        int listenPort,
        long firewallMark,
        List<Peer> peers) {

    public WireguardDevice {
        peers = List.copyOf(peers);
    }

    /**
     * A peer, and what the kernel knows of it.
     *
     * @param settings as they were configured, and the endpoint as it was heard of last
     * @param lastHandshake empty where there was none
     * @param received bytes
     * @param sent bytes
     */
    public record Peer(WireguardPeer settings, Optional<Instant> lastHandshake, long received, long sent) {}

    /** The peer with this public key. */
    public Optional<Peer> peer(WireguardKey key) {
        return peers.stream().filter(p -> p.settings().publicKey().equals(key)).findFirst();
    }
}
