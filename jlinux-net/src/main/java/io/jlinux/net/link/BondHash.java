package io.jlinux.net.link;

/** By what a bond chooses the port for a packet ({@code BOND_XMIT_POLICY_*}). */
public enum BondHash {
    LAYER2,
    LAYER34,
    LAYER23,
    ENCAP23,
    ENCAP34,
    VLAN_SOURCE_MAC
}
