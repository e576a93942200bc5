package io.jlinux.net.wire;

/** Attributes of a WireGuard peer ({@code WGPEER_A_*}). */
public final class WgPeerAttr {
    public static final int WGPEER_A_UNSPEC = 0;
    public static final int WGPEER_A_PUBLIC_KEY = 1;
    public static final int WGPEER_A_PRESHARED_KEY = 2;
    public static final int WGPEER_A_FLAGS = 3;
    public static final int WGPEER_A_ENDPOINT = 4;
    public static final int WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL = 5;
    public static final int WGPEER_A_LAST_HANDSHAKE_TIME = 6;
    public static final int WGPEER_A_RX_BYTES = 7;
    public static final int WGPEER_A_TX_BYTES = 8;
    public static final int WGPEER_A_ALLOWEDIPS = 9;
    public static final int WGPEER_A_PROTOCOL_VERSION = 10;

    private WgPeerAttr() {}
}
