/**
 * Links that a program reads and writes: tun (IP packets) and tap (Ethernet frames), through {@code /dev/net/tun}.
 *
 * <p>The first call: {@link io.jlinux.net.tun.Tun#open}. When not: to connect namespaces, for which
 * {@link io.jlinux.net.Veth} is there.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.tun;
