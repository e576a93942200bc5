package io.jlinux.net.wire;

import io.jlinux.net.netlink.AttributeNames;
import org.jspecify.annotations.Nullable;

/** What stands in {@code IFLA_INFO_DATA} of each kind of link. */
final class LinkKinds {
    private LinkKinds() {}

    static @Nullable AttributeNames names(String kind) {
        return switch (kind) {
            case "veth" -> AttributeNames.of(0, VethAttr.class).nested(VethAttr.VETH_INFO_PEER, () -> RtNames.LINK);
            case "bridge" -> AttributeNames.of(0, BridgeAttr.class);
            default -> null;
        };
    }
}
