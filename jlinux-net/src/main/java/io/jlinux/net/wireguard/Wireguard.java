package io.jlinux.net.wireguard;

import io.jlinux.net.LinkName;
import io.jlinux.net.Network;
import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.ErrorHints;
import io.jlinux.net.netlink.GenericFamily;
import io.jlinux.net.netlink.GenericNetlink;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.WgAllowedIpAttr;
import io.jlinux.net.wire.WgDeviceAttr;
import io.jlinux.net.wire.WgPeerAttr;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.List;

/**
 * Keys and peers of the WireGuard links of a network namespace, over generic netlink. Thread-safe.
 *
 * <pre>{@code
 * WireguardKey key = WireguardKey.generatePrivate();
 * try (VirtualLink wg = VirtualLink.create(WireguardSpec.of("wg0").address(Cidr.of("10.9.0.1/24")).up());
 *      Wireguard config = Wireguard.open()) {
 *     config.configure("wg0", WireguardConfig.NONE.privateKey(key).listenPort(51820)
 *             .peer(WireguardPeer.of(theirs).endpoint(where).allow(Cidr.of("10.9.0.2/32"))));
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/wg.8.html">wg(8)</a>
 */
public final class Wireguard implements AutoCloseable {
    private static final int WG_CMD_GET_DEVICE = 0;
    private static final int WG_CMD_SET_DEVICE = 1;
    private static final AttributeNames ALLOWED_IP = AttributeNames.of(0, WgAllowedIpAttr.class);
    private static final AttributeNames PEER =
            AttributeNames.of(0, WgPeerAttr.class).nested(WgPeerAttr.WGPEER_A_ALLOWEDIPS, ALLOWED_IP::list);
    private static final AttributeNames NAMES = AttributeNames.of(GenericFamily.HEADER_SIZE, WgDeviceAttr.class)
            .nested(WgDeviceAttr.WGDEVICE_A_PEERS, PEER::list)
            .hints(ErrorHints.NONE
                    .and(Errno.ENODEV, "there is no such link in this network namespace")
                    .and(Errno.EOPNOTSUPP, "it is not a WireGuard link"));

    private final GenericNetlink generic;

    private Wireguard(GenericNetlink generic) {
        this.generic = generic;
    }

    /** Those of the namespace that the calling thread is in. */
    public static Wireguard open() throws LinuxException {
        return new Wireguard(GenericNetlink.open());
    }

    /** Those of a namespace. The handle may be closed afterwards. */
    public static Wireguard open(NamespaceHandle namespace) throws LinuxException {
        return new Wireguard(GenericNetlink.open(Network.requireNetwork(namespace)));
    }

    /**
     * Changes a link.
     *
     * @throws NetlinkException {@code ENODEV} when there is no such link, {@code EOPNOTSUPP} when it is of another kind,
     *     {@code ENOENT} for a kernel without WireGuard, {@code EADDRINUSE} for a port that is taken
     */
    public void configure(String link, WireguardConfig config) throws LinuxException {
        GenericFamily family = generic.family("wireguard");
        for (Attributes message : WireguardWriter.messages(LinkName.check(link), config)) {
            generic.socket()
                    .execute(family.request(
                            WG_CMD_SET_DEVICE, 0, NAMES, "configure wireguard", link, w -> w.attributes(message)));
        }
    }

    /**
     * A link as it is, private keys included.
     *
     * @throws NetlinkException as {@link #configure}
     */
    public WireguardDevice get(String link) throws LinuxException {
        LinkName.check(link);
        Attributes name = Attributes.NONE.with(WgDeviceAttr.WGDEVICE_A_IFNAME, AttributeType.STRING, link);
        Request dump = generic.family("wireguard")
                .request(WG_CMD_GET_DEVICE, 0, NAMES, "read wireguard", link, w -> w.attributes(name));
        List<Attributes> messages = generic.socket().dump(dump, WireguardReader::attributes);
        return WireguardReader.device(messages);
    }

    @Override
    public void close() {
        generic.close();
    }
}
