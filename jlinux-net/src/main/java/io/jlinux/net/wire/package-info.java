/**
 * Netlink on the wire: sockets, messages, attributes, the kernel's constants by topic. Not exported.
 *
 * <pre>
 *   Request ──write──► MessageWriter ──send──► kernel
 *                                                │
 *   Decoder ◄─ AttributeReader ◄─ MessageReader ◄┘ receive
 * </pre>
 *
 * {@link io.jlinux.net.wire.NetlinkSocket} drives it. Encoding and decoding know nothing of sockets: they take and give
 * bytes. Whatever arrives, a reader ends with a value or a {@link io.jlinux.net.netlink.NetlinkException}.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.wire;
