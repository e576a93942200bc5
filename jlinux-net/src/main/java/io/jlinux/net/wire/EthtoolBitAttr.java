package io.jlinux.net.wire;

/** One bit of a bit set of ethtool ({@code ETHTOOL_A_BITSET_BIT_*}). */
public final class EthtoolBitAttr {
    public static final int ETHTOOL_A_BITSET_BIT_UNSPEC = 0;
    public static final int ETHTOOL_A_BITSET_BIT_INDEX = 1;
    public static final int ETHTOOL_A_BITSET_BIT_NAME = 2;
    public static final int ETHTOOL_A_BITSET_BIT_VALUE = 3;

    private EthtoolBitAttr() {}
}
