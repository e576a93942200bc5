package io.jlinux.net.wire;

/** The state of a link for ethtool ({@code ETHTOOL_A_LINKSTATE_*}). */
public final class EthtoolLinkStateAttr {
    public static final int ETHTOOL_A_LINKSTATE_UNSPEC = 0;
    public static final int ETHTOOL_A_LINKSTATE_HEADER = 1;
    public static final int ETHTOOL_A_LINKSTATE_LINK = 2;
    public static final int ETHTOOL_A_LINKSTATE_SQI = 3;
    public static final int ETHTOOL_A_LINKSTATE_EXT_STATE = 5;
    public static final int ETHTOOL_A_LINKSTATE_EXT_SUBSTATE = 6;

    private EthtoolLinkStateAttr() {}
}
