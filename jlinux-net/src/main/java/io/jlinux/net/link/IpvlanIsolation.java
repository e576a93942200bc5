package io.jlinux.net.link;

import io.jlinux.net.netlink.AttributeType;

/** Whom an ipvlan reaches ({@code IPVLAN_F_*}). */
public enum IpvlanIsolation {
    BRIDGE,
    PRIVATE,
    VEPA;

    static final AttributeType<IpvlanIsolation> TYPE =
            AttributeType.U16.as(Enum::ordinal, n -> values()[n % values().length]);
}
