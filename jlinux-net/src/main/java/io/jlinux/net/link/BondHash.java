package io.jlinux.net.link;

/**
 * By what a bond chooses the port for a packet ({@code BOND_XMIT_POLICY_*}).
 *
 * @see <a href="https://docs.kernel.org/networking/bonding.html">Bonding, xmit_hash_policy</a>
 */
public enum BondHash {
    LAYER2,
    LAYER34,
    LAYER23,
    ENCAP23,
    ENCAP34,
    VLAN_SOURCE_MAC
}
