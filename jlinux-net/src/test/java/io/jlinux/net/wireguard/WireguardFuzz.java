package io.jlinux.net.wireguard;

import io.jlinux.net.Cidr;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.WgAllowedIpAttr;
import io.jlinux.net.wire.WgDeviceAttr;
import io.jlinux.net.wire.WgPeerAttr;
import java.util.List;

/** The decoder of this package, for tests of others. */
public final class WireguardFuzz {
    private WireguardFuzz() {}

    /** As two messages about one device, the second going on with the first. */
    public static Object decode(Message message) throws NetlinkException {
        Attributes a = WireguardReader.attributes(message);
        return WireguardReader.device(List.of(a, a)).toString();
    }

    /** A device with a peer, as a kernel tells it. */
    public static Attributes device() {
        Attributes ip = Attributes.NONE
                .with(
                        WgAllowedIpAttr.WGALLOWEDIP_A_IPADDR,
                        AttributeType.BYTES,
                        Cidr.address("10.0.0.0").getAddress())
                .with(WgAllowedIpAttr.WGALLOWEDIP_A_CIDR_MASK, AttributeType.U8, 8);
        byte[] key = new byte[32];
        key[0] = 7;
        byte[] endpoint = new byte[16];
        endpoint[0] = 2;
        Attributes peer = Attributes.NONE
                .with(WgPeerAttr.WGPEER_A_PUBLIC_KEY, AttributeType.BYTES, key)
                .with(WgPeerAttr.WGPEER_A_ENDPOINT, AttributeType.BYTES, endpoint)
                .with(WgPeerAttr.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, AttributeType.U16, 25)
                .with(WgPeerAttr.WGPEER_A_LAST_HANDSHAKE_TIME, AttributeType.BYTES, new byte[16])
                .with(WgPeerAttr.WGPEER_A_ALLOWEDIPS, Attributes.NONE.andFlagged(0, ip));
        return Attributes.NONE
                .with(WgDeviceAttr.WGDEVICE_A_IFNAME, AttributeType.STRING, "wg0")
                .with(WgDeviceAttr.WGDEVICE_A_PRIVATE_KEY, AttributeType.BYTES, key)
                .with(WgDeviceAttr.WGDEVICE_A_PEERS, Attributes.NONE.andFlagged(0, peer));
    }
}
