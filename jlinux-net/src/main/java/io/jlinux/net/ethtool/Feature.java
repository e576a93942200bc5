package io.jlinux.net.ethtool;

/**
 * Something that a driver does, or leaves to the kernel.
 *
 * @param name such as {@code tx-checksum-ip-generic}
 * @param active whether it is on
 * @param wanted whether it was asked for
 * @param changeable whether it can be switched
 * @see <a href="https://docs.kernel.org/networking/netdev-features.html">Netdev features</a>
 */
public record Feature(String name, boolean active, boolean wanted, boolean changeable) {}
