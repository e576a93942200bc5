package io.jlinux.net.wire;

/** Ring sizes of ethtool ({@code ETHTOOL_A_RINGS_*}). */
public final class EthtoolRingsAttr {
    public static final int ETHTOOL_A_RINGS_UNSPEC = 0;
    public static final int ETHTOOL_A_RINGS_HEADER = 1;
    public static final int ETHTOOL_A_RINGS_RX_MAX = 2;
    public static final int ETHTOOL_A_RINGS_RX_MINI_MAX = 3;
    public static final int ETHTOOL_A_RINGS_RX_JUMBO_MAX = 4;
    public static final int ETHTOOL_A_RINGS_TX_MAX = 5;
    public static final int ETHTOOL_A_RINGS_RX = 6;
    public static final int ETHTOOL_A_RINGS_RX_MINI = 7;
    public static final int ETHTOOL_A_RINGS_RX_JUMBO = 8;
    public static final int ETHTOOL_A_RINGS_TX = 9;
    public static final int ETHTOOL_A_RINGS_RX_BUF_LEN = 10;
    public static final int ETHTOOL_A_RINGS_TCP_DATA_SPLIT = 11;
    public static final int ETHTOOL_A_RINGS_CQE_SIZE = 12;
    public static final int ETHTOOL_A_RINGS_TX_PUSH = 13;

    private EthtoolRingsAttr() {}
}
