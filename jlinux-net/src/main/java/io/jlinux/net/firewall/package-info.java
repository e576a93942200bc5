/**
 * Network address translation and filtering for containers and sandboxes, each as one nftables table of its own that is made
 * whole or not at all, and is gone with {@code close()}; without {@code nft} or {@code iptables}.
 *
 * <pre>{@code
 * NatSpec spec = NatSpec.NONE
 *         .masquerade(Cidr.of("10.7.0.0/24"), "jl0")
 *         .forward(PortForward.tcp(8080, Cidr.address("10.7.0.2"), 80))
 *         .localhost("jl0");
 * try (Nat nat = Nat.install("web", spec)) {
 *     nat.add(PortForward.udp(5353, Cidr.address("10.7.0.2"), 53));
 * }
 * }</pre>
 *
 * <p>The first calls: {@link io.jlinux.net.firewall.Nat#install(String, NatSpec)} and {@link
 * io.jlinux.net.firewall.Firewall#install(String, FirewallSpec)}. Tables that a process left behind are found by {@link
 * io.jlinux.net.firewall.OwnTables}.
 *
 * <p>When not: for rules that are not about that, {@link io.jlinux.net.nftables}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.firewall;
