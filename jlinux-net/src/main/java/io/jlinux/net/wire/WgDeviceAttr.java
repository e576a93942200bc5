package io.jlinux.net.wire;

/** Attributes of a WireGuard device ({@code WGDEVICE_A_*}). */
public final class WgDeviceAttr {
    public static final int WGDEVICE_A_UNSPEC = 0;
    public static final int WGDEVICE_A_IFINDEX = 1;
    public static final int WGDEVICE_A_IFNAME = 2;
    public static final int WGDEVICE_A_PRIVATE_KEY = 3;
    public static final int WGDEVICE_A_PUBLIC_KEY = 4;
    public static final int WGDEVICE_A_FLAGS = 5;
    public static final int WGDEVICE_A_LISTEN_PORT = 6;
    public static final int WGDEVICE_A_FWMARK = 7;
    public static final int WGDEVICE_A_PEERS = 8;

    private WgDeviceAttr() {}
}
