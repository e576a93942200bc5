package io.jlinux.net.wireguard;

import static io.jlinux.net.wire.WgAllowedIpAttr.WGALLOWEDIP_A_CIDR_MASK;
import static io.jlinux.net.wire.WgAllowedIpAttr.WGALLOWEDIP_A_IPADDR;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_FWMARK;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_IFINDEX;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_IFNAME;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_LISTEN_PORT;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_PEERS;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_PRIVATE_KEY;
import static io.jlinux.net.wire.WgDeviceAttr.WGDEVICE_A_PUBLIC_KEY;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_ALLOWEDIPS;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_ENDPOINT;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_LAST_HANDSHAKE_TIME;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_PRESHARED_KEY;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_PUBLIC_KEY;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_RX_BYTES;
import static io.jlinux.net.wire.WgPeerAttr.WGPEER_A_TX_BYTES;

import io.jlinux.net.Cidr;
import io.jlinux.net.IpTypes;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.GenericFamily;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The messages that tell of one device: peers that have no room in one go on in the next. */
final class WireguardReader {
    private WireguardReader() {}

    static Attributes attributes(Message message) throws NetlinkException {
        return Attributes.behind(message, GenericFamily.HEADER_SIZE);
    }

    static WireguardDevice device(List<Attributes> messages) throws NetlinkException {
        if (messages.isEmpty()) throw NetlinkException.malformed("no answer about a device");
        Attributes head = messages.get(0);
        List<WireguardDevice.Peer> peers = new ArrayList<>();
        for (Attributes message : messages) {
            for (AttributeReader p = message.nested(WGDEVICE_A_PEERS).reader(); p.next(); ) {
                add(peers, peer(Attributes.within(p)));
            }
        }
        return new WireguardDevice(
                head.get(WGDEVICE_A_IFINDEX, AttributeType.S32).orElse(0),
                head.get(WGDEVICE_A_IFNAME, AttributeType.STRING).orElse(""),
                head.get(WGDEVICE_A_PRIVATE_KEY, WireguardKey.TYPE).filter(k -> !k.isZero()),
                head.get(WGDEVICE_A_PUBLIC_KEY, WireguardKey.TYPE).filter(k -> !k.isZero()),
                head.get(WGDEVICE_A_LISTEN_PORT, AttributeType.U16).orElse(0),
                head.get(WGDEVICE_A_FWMARK, AttributeType.U32).orElse(0L),
                peers);
    }

    /** One with the key of the last is the rest of that one: more of its addresses. */
    private static void add(List<WireguardDevice.Peer> peers, WireguardDevice.Peer next) {
        int last = peers.size() - 1;
        if (last >= 0
                && peers.get(last).settings().publicKey().equals(next.settings().publicKey())) {
            WireguardDevice.Peer first = peers.get(last);
            WireguardPeer whole = first.settings();
            for (Cidr ip : next.settings().allowedIps()) whole = whole.allow(ip);
            peers.set(last, new WireguardDevice.Peer(whole, first.lastHandshake(), first.received(), first.sent()));
        } else {
            peers.add(next);
        }
    }

    private static WireguardDevice.Peer peer(Attributes a) throws NetlinkException {
        WireguardKey key = a.get(WGPEER_A_PUBLIC_KEY, WireguardKey.TYPE)
                .orElseThrow(() -> NetlinkException.malformed("a peer without a key"));
        List<Cidr> ips = new ArrayList<>();
        for (AttributeReader ip = a.nested(WGPEER_A_ALLOWEDIPS).reader(); ip.next(); )
            ips.add(cidr(Attributes.within(ip)));
        WireguardPeer settings = new WireguardPeer(
                key,
                a.get(WGPEER_A_PRESHARED_KEY, WireguardKey.TYPE).filter(k -> !k.isZero()),
                a.get(WGPEER_A_ENDPOINT, SocketAddresses.TYPE),
                a.get(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, AttributeType.U16)
                        .filter(s -> s != 0)
                        .map(Duration::ofSeconds),
                ips);
        return new WireguardDevice.Peer(
                settings,
                handshake(a),
                a.get(WGPEER_A_RX_BYTES, AttributeType.U64).orElse(0L),
                a.get(WGPEER_A_TX_BYTES, AttributeType.U64).orElse(0L));
    }

    /** {@code struct __kernel_timespec}; zero for never. */
    private static Optional<Instant> handshake(Attributes a) throws NetlinkException {
        Optional<byte[]> time = a.get(WGPEER_A_LAST_HANDSHAKE_TIME, AttributeType.BYTES);
        if (time.isEmpty() || time.get().length != 16) return Optional.empty();
        ByteBuffer b = ByteBuffer.wrap(time.get()).order(ByteOrder.nativeOrder());
        try {
            Instant at = Instant.ofEpochSecond(b.getLong(0), b.getLong(8));
            return at.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(at);
        } catch (DateTimeException | ArithmeticException e) {
            throw NetlinkException.malformed("a time that is none");
        }
    }

    private static Cidr cidr(Attributes a) throws NetlinkException {
        InetAddress address = a.get(WGALLOWEDIP_A_IPADDR, IpTypes.ANY)
                .orElseThrow(() -> NetlinkException.malformed("an allowed address without one"));
        int prefix = a.get(WGALLOWEDIP_A_CIDR_MASK, AttributeType.U8).orElse(0);
        if (prefix > address.getAddress().length * 8) throw NetlinkException.malformed("a prefix of " + prefix);
        return new Cidr(address, prefix);
    }
}
