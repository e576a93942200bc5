package io.jlinux.net.wire;

/** The header of every ethtool message ({@code ETHTOOL_A_HEADER_*}). */
public final class EthtoolHeaderAttr {
    public static final int ETHTOOL_A_HEADER_UNSPEC = 0;
    public static final int ETHTOOL_A_HEADER_DEV_INDEX = 1;
    public static final int ETHTOOL_A_HEADER_DEV_NAME = 2;
    public static final int ETHTOOL_A_HEADER_FLAGS = 3;

    private EthtoolHeaderAttr() {}
}
