package io.jlinux.net.wire;

import io.jlinux.net.netlink.AttributeNames;
import org.jspecify.annotations.Nullable;

/** What stands in {@code IFLA_INFO_DATA} and {@code IFLA_INFO_SLAVE_DATA} of each kind of link. */
final class LinkKinds {
    private LinkKinds() {}

    static @Nullable AttributeNames names(String kind) {
        return switch (kind) {
            case "veth" -> AttributeNames.of(0, VethAttr.class).nested(VethAttr.VETH_INFO_PEER, () -> RtNames.LINK);
            case "netkit" ->
                AttributeNames.of(0, NetkitAttr.class).nested(NetkitAttr.IFLA_NETKIT_PEER_INFO, () -> RtNames.LINK);
            case "bridge" -> AttributeNames.of(0, BridgeAttr.class);
            case "vlan" -> AttributeNames.of(0, VlanAttr.class);
            case "macvlan", "macvtap" -> AttributeNames.of(0, MacvlanAttr.class);
            case "ipvlan", "ipvtap" -> AttributeNames.of(0, IpvlanAttr.class);
            case "vxlan" -> AttributeNames.of(0, VxlanAttr.class);
            case "geneve" -> AttributeNames.of(0, GeneveAttr.class);
            case "gre", "gretap", "ip6gre", "ip6gretap" -> AttributeNames.of(0, GreAttr.class);
            case "ipip", "sit", "ip6tnl" -> AttributeNames.of(0, IptunAttr.class);
            case "vrf" -> AttributeNames.of(0, VrfAttr.class);
            case "bond" -> AttributeNames.of(0, BondAttr.class);
            default -> null;
        };
    }

    static @Nullable AttributeNames portNames(String masterKind) {
        return masterKind.equals("bridge") ? AttributeNames.of(0, BridgePortAttr.class) : null;
    }
}
