package io.jlinux.net.link;

import io.jlinux.net.netlink.AttributeType;

/** On which layer an ipvlan works ({@code IPVLAN_MODE_*}). */
public enum IpvlanMode {
    L2,
    L3,
    /** As L3, with the host's firewall and connection tracking. */
    L3S;

    static final AttributeType<IpvlanMode> TYPE =
            AttributeType.U16.as(Enum::ordinal, n -> values()[n % values().length]);
}
