package io.jlinux.net.link;

/**
 * How a bond shares the traffic out to its ports ({@code BOND_MODE_*}).
 *
 * @see <a href="https://docs.kernel.org/networking/bonding.html">Bonding, mode</a>
 */
public enum BondMode {
    /** One after the other. */
    BALANCE_RR,
    /** One works, the others wait for it to fail. */
    ACTIVE_BACKUP,
    /** By a hash: {@link BondSpec#TRANSMIT_HASH}. */
    BALANCE_XOR,
    BROADCAST,
    /** IEEE 802.3ad, LACP. */
    LACP,
    /** By load, sending only. */
    BALANCE_TLB,
    /** By load, both ways. */
    BALANCE_ALB
}
