/**
 * Traffic control: how fast, how late and in what order packets go. Without {@code tc}.
 *
 * <p>The first call for "this container has 10 Mbit/s and 50 ms" is {@link io.jlinux.net.tc.Shaping#create}. {@link
 * io.jlinux.net.tc.TrafficControl} is all of it: qdiscs ({@link io.jlinux.net.tc.Netem}, {@link io.jlinux.net.tc.Tbf}, {@link
 * io.jlinux.net.tc.Htb}, {@link io.jlinux.net.tc.FqCodel}, {@link io.jlinux.net.tc.Cake} …), classes, filters ({@link
 * io.jlinux.net.tc.U32}, {@link io.jlinux.net.tc.Flower}, {@link io.jlinux.net.tc.Matchall}) and actions.
 *
 * <pre>{@code
 * try (TrafficControl tc = TrafficControl.open(box, "eth0")) {
 *     tc.addQdisc(Handle.ROOT, Handle.of("1:"), Htb.of().defaultClass(0x10));
 *     tc.addClass(Handle.of("1:"), Handle.of("1:10"), HtbClass.rate(Rate.mbit(10)));
 * }
 * }</pre>
 *
 * <p>Not for limits of a process: a qdisc counts packets of a link. Each kind is a module of the kernel, which may not have it:
 * that is {@code ENOENT} with a hint.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8)</a>
 */
package io.jlinux.net.tc;
