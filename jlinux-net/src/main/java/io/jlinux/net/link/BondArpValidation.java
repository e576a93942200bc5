package io.jlinux.net.link;

/**
 * Which ARP packets of which ports a bond looks at when it asks for its targets ({@code arp_validate}).
 *
 * @see <a href="https://docs.kernel.org/networking/bonding.html">Bonding, arp_validate</a>
 */
public enum BondArpValidation {
    /** Whatever comes shows that a port works. */
    NONE,
    /** Those of the active port must be answers of the targets. */
    ACTIVE,
    /** Those of the other ports must be the requests. */
    BACKUP,
    /** Both. */
    ALL,
    /** What is no ARP is not looked at. */
    FILTER,
    FILTER_ACTIVE,
    FILTER_BACKUP
}
