/**
 * What is visible of netlink, the kernel's protocol for networking: its errors.
 *
 * <p>Nothing here is called by users; {@link io.jlinux.net} is where to start.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.netlink;
