package io.jlinux.net.link;

/**
 * On which layer a netkit works ({@code NETKIT_L2}, {@code NETKIT_L3}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), netkit</a>
 */
public enum NetkitMode {
    L2,
    L3
}
