/**
 * Netlink, the kernel's protocol for networking, as something to build on: sockets in any namespace, requests, dumps,
 * batches, notifications, generic families. {@link io.jlinux.net} is built on it, and whoever needs a family that is not
 * there can do the same.
 *
 * <pre>
 *   Request ──write──► MessageWriter ──send──► kernel
 *      names │                                   │
 *            ▼                                   ▼ receive
 *   NetlinkException ◄── ExtAck ◄── Message ◄── MessageReader
 *   a value          ◄── Decoder ◄─ AttributeReader ◄─┘
 * </pre>
 *
 * <p>The first call: {@link io.jlinux.net.netlink.NetlinkSocket#open}. A {@link io.jlinux.net.netlink.Request} is a value
 * that says what to write and how an error of it is told; its {@link io.jlinux.net.netlink.AttributeNames} turn the place
 * that the kernel complains about into the attribute's name. Encoding and decoding know nothing of sockets: they take and
 * give bytes. Whatever arrives, a reader ends with a value or a {@link io.jlinux.net.netlink.NetlinkException}.
 *
 * <p>When not: for links, addresses and routes, which {@link io.jlinux.net} knows.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/index.html">Netlink Handbook</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.netlink;
