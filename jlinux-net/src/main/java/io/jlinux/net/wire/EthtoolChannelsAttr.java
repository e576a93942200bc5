package io.jlinux.net.wire;

/** Queues of ethtool ({@code ETHTOOL_A_CHANNELS_*}). */
public final class EthtoolChannelsAttr {
    public static final int ETHTOOL_A_CHANNELS_UNSPEC = 0;
    public static final int ETHTOOL_A_CHANNELS_HEADER = 1;
    public static final int ETHTOOL_A_CHANNELS_RX_MAX = 2;
    public static final int ETHTOOL_A_CHANNELS_TX_MAX = 3;
    public static final int ETHTOOL_A_CHANNELS_OTHER_MAX = 4;
    public static final int ETHTOOL_A_CHANNELS_COMBINED_MAX = 5;
    public static final int ETHTOOL_A_CHANNELS_RX_COUNT = 6;
    public static final int ETHTOOL_A_CHANNELS_TX_COUNT = 7;
    public static final int ETHTOOL_A_CHANNELS_OTHER_COUNT = 8;
    public static final int ETHTOOL_A_CHANNELS_COMBINED_COUNT = 9;

    private EthtoolChannelsAttr() {}
}
