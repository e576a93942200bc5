package io.jlinux.net;

import io.jlinux.net.netlink.Attributes;

/**
 * An encapsulation that has no class here, such as BPF programs.
 *
 * @param type {@code LWTUNNEL_ENCAP_*}
 * @param attributes what is in {@code RTA_ENCAP}
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8), encap</a>
 */
public record OtherEncapsulation(int type, Attributes attributes) implements Encapsulation {}
