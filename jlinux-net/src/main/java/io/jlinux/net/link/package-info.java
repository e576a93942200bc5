/**
 * The kinds of virtual links, one spec for each: values that say what a link shall be.
 *
 * <pre>{@code
 * try (VirtualLink v = VirtualLink.create(VxlanSpec.of("vx0", 42).remote(host).with(VxlanSpec.TTL, 64).up())) {
 *     assert v.link().get(VxlanSpec.TTL).orElseThrow() == 64;
 * }
 * }</pre>
 *
 * <p>The first call: {@code of} of a spec, then {@link io.jlinux.net.VirtualLink#create}. Pairs and bridges, which are more
 * than a link, have types of their own: {@link io.jlinux.net.Veth}, {@link io.jlinux.net.Bridge}; links that a program reads
 * and writes are in {@link io.jlinux.net.tun}.
 *
 * <p>When not: for hardware, which is not created.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.link;
