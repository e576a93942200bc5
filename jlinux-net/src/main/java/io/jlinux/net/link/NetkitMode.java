package io.jlinux.net.link;

/** On which layer a netkit works ({@code NETKIT_L2}, {@code NETKIT_L3}). */
public enum NetkitMode {
    L2,
    L3
}
