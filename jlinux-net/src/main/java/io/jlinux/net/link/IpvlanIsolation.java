package io.jlinux.net.link;

import io.jlinux.net.netlink.AttributeType;

/**
 * Whom an ipvlan reaches ({@code IPVLAN_F_*}).
 *
 * @see <a href="https://docs.kernel.org/networking/ipvlan.html">IPVLAN, modes of operation</a>
 */
public enum IpvlanIsolation {
    BRIDGE,
    PRIVATE,
    VEPA;

    static final AttributeType<IpvlanIsolation> TYPE =
            AttributeType.U16.as(Enum::ordinal, n -> values()[n % values().length]);
}
