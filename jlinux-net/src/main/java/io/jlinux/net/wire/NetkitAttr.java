package io.jlinux.net.wire;

/** Attributes of a netkit pair ({@code IFLA_NETKIT_*}), Linux 6.7. */
public final class NetkitAttr {
    public static final int IFLA_NETKIT_UNSPEC = 0;
    public static final int IFLA_NETKIT_PEER_INFO = 1;
    public static final int IFLA_NETKIT_PRIMARY = 2;
    public static final int IFLA_NETKIT_POLICY = 3;
    public static final int IFLA_NETKIT_PEER_POLICY = 4;
    public static final int IFLA_NETKIT_MODE = 5;
    public static final int IFLA_NETKIT_SCRUB = 6;
    public static final int IFLA_NETKIT_PEER_SCRUB = 7;

    private NetkitAttr() {}
}
