package io.jlinux.net.wireguard;

import static io.jlinux.net.wire.WgAllowedIpAttr.WGALLOWEDIP_A_CIDR_MASK;
import static io.jlinux.net.wire.WgAllowedIpAttr.WGALLOWEDIP_A_FAMILY;
import static io.jlinux.net.wire.WgAllowedIpAttr.WGALLOWEDIP_A_IPADDR;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_FLAGS;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_FWMARK;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_IFNAME;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_LISTEN_PORT;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_PEERS;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_PRIVATE_KEY;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_ALLOWEDIPS;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_ENDPOINT;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_FLAGS;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_PRESHARED_KEY;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_PUBLIC_KEY;

import io.jlinux.net.Cidr;
import io.jlinux.net.IpTypes;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import java.util.ArrayList;
import java.util.List;

/** A configuration as the attributes of messages; several where one has no room for all the peers. */
final class WireguardWriter {
    private static final int DEVICE_REPLACE_PEERS = 1;
    private static final int PEER_REMOVE_ME = 1;
    private static final int PEER_REPLACE_ALLOWED_IPS = 2;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** A nested attribute holds 65531 bytes: an address takes at most 44, the rest of a peer less than 200. */
    private static final int ADDRESSES_AT_A_TIME = 1000;

    private static final int ROOM = 60_000;

    private final String name;
    private final WireguardConfig config;
    private final List<Attributes> messages = new ArrayList<>();
    private Attributes peers = Attributes.NONE;
    private int used;

    private WireguardWriter(String name, WireguardConfig config) {
        this.name = name;
        this.config = config;
    }

    static List<Attributes> messages(String name, WireguardConfig config) {
        WireguardWriter w = new WireguardWriter(name, config);
        for (WireguardKey key : config.removed()) {
            w.add(
                    Attributes.NONE
                            .with(WGPEER_A_PUBLIC_KEY, WireguardKey.TYPE, key)
                            .with(WGPEER_A_FLAGS, AttributeType.S32, PEER_REMOVE_ME),
                    64);
        }
        for (WireguardPeer peer : config.peers()) w.addPeer(peer);
        w.flush();
        return w.messages;
    }

    private void addPeer(WireguardPeer peer) {
        List<Cidr> ips = peer.allowedIps();
        int from = 0;
        do {
            List<Cidr> part = ips.subList(from, Math.min(ips.size(), from + ADDRESSES_AT_A_TIME));
            Attributes a = from == 0
                    ? settings(peer)
                    : Attributes.NONE.with(WGPEER_A_PUBLIC_KEY, WireguardKey.TYPE, peer.publicKey());
            add(part.isEmpty() ? a : a.andFlagged(WGPEER_A_ALLOWEDIPS, addresses(part)), 200 + 44 * part.size());
            from += ADDRESSES_AT_A_TIME;
        } while (from < ips.size());
    }

    private static Attributes settings(WireguardPeer peer) {
        Attributes a = Attributes.NONE
                .with(WGPEER_A_PUBLIC_KEY, WireguardKey.TYPE, peer.publicKey())
                .with(WGPEER_A_FLAGS, AttributeType.S32, PEER_REPLACE_ALLOWED_IPS);
        if (peer.presharedKey().isPresent()) {
            a = a.with(
                    WGPEER_A_PRESHARED_KEY,
                    WireguardKey.TYPE,
                    peer.presharedKey().get());
        }
        if (peer.endpoint().isPresent()) {
            a = a.with(WGPEER_A_ENDPOINT, SocketAddresses.TYPE, peer.endpoint().get());
        }
        if (peer.keepalive().isPresent()) {
            int seconds = (int) peer.keepalive().get().toSeconds();
            a = a.with(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, AttributeType.U16, seconds);
        }
        return a;
    }

    private static Attributes addresses(List<Cidr> ips) {
        Attributes list = Attributes.NONE;
        for (Cidr ip : ips) {
            list = list.andFlagged(
                    0,
                    Attributes.NONE
                            .with(WGALLOWEDIP_A_FAMILY, AttributeType.U16, ip.isIpv6() ? AF_INET6 : AF_INET)
                            .with(WGALLOWEDIP_A_IPADDR, IpTypes.ANY, ip.address())
                            .with(WGALLOWEDIP_A_CIDR_MASK, AttributeType.U8, ip.prefixLength()));
        }
        return list;
    }

    private void add(Attributes peer, int size) {
        if (used + size > ROOM) flush();
        peers = peers.andFlagged(0, peer);
        used += size;
    }

    private void flush() {
        boolean first = messages.isEmpty();
        if (!first && peers.isEmpty()) return;
        Attributes device = Attributes.NONE.with(WGDEVICE_A_IFNAME, AttributeType.STRING, name);
        if (first) device = withSettings(device);
        messages.add(peers.isEmpty() ? device : device.andFlagged(WGDEVICE_A_PEERS, peers));
        peers = Attributes.NONE;
        used = 0;
    }

    private Attributes withSettings(Attributes device) {
        Attributes a = device;
        if (config.replacePeers()) a = a.with(WGDEVICE_A_FLAGS, AttributeType.S32, DEVICE_REPLACE_PEERS);
        if (config.privateKey().isPresent()) {
            a = a.with(
                    WGDEVICE_A_PRIVATE_KEY,
                    WireguardKey.TYPE,
                    config.privateKey().get());
        }
        if (config.listenPort().isPresent()) {
            a = a.with(
                    WGDEVICE_A_LISTEN_PORT,
                    AttributeType.U16,
                    config.listenPort().getAsInt());
        }
        if (config.firewallMark().isPresent()) {
            a = a.with(
                    WGDEVICE_A_FWMARK, AttributeType.U32, config.firewallMark().getAsLong());
        }
        return a;
    }
}
