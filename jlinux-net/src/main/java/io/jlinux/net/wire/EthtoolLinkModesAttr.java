package io.jlinux.net.wire;

/** Speed and duplex of ethtool ({@code ETHTOOL_A_LINKMODES_*}). */
public final class EthtoolLinkModesAttr {
    public static final int ETHTOOL_A_LINKMODES_UNSPEC = 0;
    public static final int ETHTOOL_A_LINKMODES_HEADER = 1;
    public static final int ETHTOOL_A_LINKMODES_AUTONEG = 2;
    public static final int ETHTOOL_A_LINKMODES_OURS = 3;
    public static final int ETHTOOL_A_LINKMODES_PEER = 4;
    public static final int ETHTOOL_A_LINKMODES_SPEED = 5;
    public static final int ETHTOOL_A_LINKMODES_DUPLEX = 6;
    public static final int ETHTOOL_A_LINKMODES_MASTER_SLAVE_CFG = 7;
    public static final int ETHTOOL_A_LINKMODES_MASTER_SLAVE_STATE = 8;
    public static final int ETHTOOL_A_LINKMODES_LANES = 9;
    public static final int ETHTOOL_A_LINKMODES_RATE_MATCHING = 10;

    private EthtoolLinkModesAttr() {}
}
