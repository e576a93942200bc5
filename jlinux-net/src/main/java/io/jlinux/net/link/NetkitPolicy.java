package io.jlinux.net.link;

import io.jlinux.net.netlink.AttributeType;

/**
 * What a netkit does with a packet that no program has decided on.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), netkit</a>
 */
public enum NetkitPolicy {
    /** {@code NETKIT_PASS}. */
    FORWARD,
    /** {@code NETKIT_DROP}. */
    BLACKHOLE;

    private static final int NETKIT_DROP = 2;

    static final AttributeType<NetkitPolicy> TYPE =
            AttributeType.S32.as(p -> p == FORWARD ? 0 : NETKIT_DROP, n -> n == 0 ? FORWARD : BLACKHOLE);
}
