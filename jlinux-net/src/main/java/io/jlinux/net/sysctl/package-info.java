/**
 * The settings of a network namespace: what is under {@code /proc/sys/net}, typed and by key. Without {@code sysctl}.
 *
 * <p>The first call is {@link io.jlinux.net.sysctl.Sysctl#in}:
 *
 * <pre>{@code
 * Sysctl.in(box).set(Ipv4Sysctls.FORWARD, true);
 * Sysctl.in(box).set(Ipv4Sysctls.RP_FILTER, "eth0", ReversePath.LOOSE);
 * Sysctl.in(box).set("net.core.somaxconn", "1024");
 * }</pre>
 *
 * <p>Not for settings of the whole machine ({@code kernel.*}, {@code vm.*}), although keys of any kind are accepted: those belong to no
 * namespace.
 *
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">IP sysctl</a>
 */
package io.jlinux.net.sysctl;
