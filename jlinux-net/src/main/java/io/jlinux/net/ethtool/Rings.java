package io.jlinux.net.ethtool;

import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.EthtoolRingsAttr;
import java.util.OptionalInt;

/**
 * How many packets the rings between a driver and its hardware hold, and how many they can; empty for rings that it does not
 * have.
 *
 * @param receiving packets
 * @param sending packets
 * @see <a href="https://man7.org/linux/man-pages/man8/ethtool.8.html">ethtool(8), --show-ring</a>
 */
public record Rings(OptionalInt receiving, OptionalInt receivingMax, OptionalInt sending, OptionalInt sendingMax) {

    static Rings of(Attributes a) throws NetlinkException {
        return new Rings(
                Channels.number(a, EthtoolRingsAttr.ETHTOOL_A_RINGS_RX),
                Channels.number(a, EthtoolRingsAttr.ETHTOOL_A_RINGS_RX_MAX),
                Channels.number(a, EthtoolRingsAttr.ETHTOOL_A_RINGS_TX),
                Channels.number(a, EthtoolRingsAttr.ETHTOOL_A_RINGS_TX_MAX));
    }
}
