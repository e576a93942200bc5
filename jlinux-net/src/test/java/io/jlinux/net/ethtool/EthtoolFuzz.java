package io.jlinux.net.ethtool;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.GenericFamily;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.EthtoolFeaturesAttr;
import io.jlinux.net.wire.EthtoolLinkModesAttr;
import io.jlinux.net.wire.EthtoolLinkStateAttr;
import java.util.List;
import java.util.Map;

/** The decoders of this package, for tests of others. */
public final class EthtoolFuzz {
    private EthtoolFuzz() {}

    /** All that {@link Ethtool} makes of an answer, each of the same bytes. */
    public static Object decode(Message message) throws NetlinkException {
        Attributes a = Attributes.behind(message, GenericFamily.HEADER_SIZE);
        return List.of(
                Ethtool.features(a),
                Bitset.read(a),
                Channels.of(a),
                Rings.of(a),
                a.get(EthtoolLinkStateAttr.ETHTOOL_A_LINKSTATE_LINK, AttributeType.BOOL_U8),
                a.get(EthtoolLinkModesAttr.ETHTOOL_A_LINKMODES_SPEED, AttributeType.U32));
    }

    /** Features as a kernel tells them. */
    public static Attributes features() {
        Attributes bits = Bitset.write(Map.of("rx-gro", true, "tx-checksum-ipv4", false));
        return Attributes.NONE
                .andFlagged(EthtoolFeaturesAttr.ETHTOOL_A_FEATURES_HW, bits)
                .andFlagged(EthtoolFeaturesAttr.ETHTOOL_A_FEATURES_WANTED, bits)
                .andFlagged(EthtoolFeaturesAttr.ETHTOOL_A_FEATURES_ACTIVE, bits);
    }
}
