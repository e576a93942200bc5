package io.jlinux.net.wireguard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What shall change about a WireGuard link: an immutable value in which what was not said stays as it is.
 *
 * @param privateKey of this end
 * @param listenPort UDP port, 0 for any that is free
 * @param firewallMark of the packets that it sends, 0 for none
 * @param replacePeers whether peers that are not in {@code peers} are removed
 * @param peers to be added or changed
 * @param removed public keys of peers to be removed
 * @see <a href="https://man7.org/linux/man-pages/man8/wg.8.html">wg(8)</a>
 */
public record WireguardConfig(
        Optional<WireguardKey> privateKey,
        OptionalInt listenPort,
        OptionalLong firewallMark,
        boolean replacePeers,
        List<WireguardPeer> peers,
        List<WireguardKey> removed) {
    /** Changes nothing. */
    public static final WireguardConfig NONE = new WireguardConfig(
            Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), false, List.of(), List.of());

    public WireguardConfig {
        peers = List.copyOf(peers);
        removed = List.copyOf(removed);
    }

    public WireguardConfig privateKey(WireguardKey key) {
        return new WireguardConfig(Optional.of(key), listenPort, firewallMark, replacePeers, peers, removed);
    }

    public WireguardConfig listenPort(int port) {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("port " + port);
        return new WireguardConfig(privateKey, OptionalInt.of(port), firewallMark, replacePeers, peers, removed);
    }

    /** 0 to 2³²-1. */
    public WireguardConfig firewallMark(long mark) {
        if (mark < 0 || mark > 0xffff_ffffL) throw new IllegalArgumentException("mark " + mark);
        return new WireguardConfig(privateKey, listenPort, OptionalLong.of(mark), replacePeers, peers, removed);
    }

    /** Removes all peers that are not named here. */
    public WireguardConfig onlyThesePeers() {
        return new WireguardConfig(privateKey, listenPort, firewallMark, true, peers, removed);
    }

    /** Adds a peer, or changes the one with the same public key. */
    public WireguardConfig peer(WireguardPeer peer) {
        return new WireguardConfig(privateKey, listenPort, firewallMark, replacePeers, plus(peers, peer), removed);
    }

    public WireguardConfig removePeer(WireguardKey publicKey) {
        return new WireguardConfig(privateKey, listenPort, firewallMark, replacePeers, peers, plus(removed, publicKey));
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}
