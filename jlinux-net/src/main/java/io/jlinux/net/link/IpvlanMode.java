package io.jlinux.net.link;

import io.jlinux.net.netlink.AttributeType;

/**
 * On which layer an ipvlan works ({@code IPVLAN_MODE_*}).
 *
 * @see <a href="https://docs.kernel.org/networking/ipvlan.html">IPVLAN, modes of operation</a>
 */
public enum IpvlanMode {
    L2,
    L3,
    /** As L3, with the host's firewall and connection tracking. */
    L3S;

    static final AttributeType<IpvlanMode> TYPE =
            AttributeType.U16.as(Enum::ordinal, n -> values()[n % values().length]);
}
