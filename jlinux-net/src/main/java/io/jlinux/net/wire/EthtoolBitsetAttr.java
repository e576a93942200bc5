package io.jlinux.net.wire;

/** Bit sets of ethtool ({@code ETHTOOL_A_BITSET_*}). */
public final class EthtoolBitsetAttr {
    public static final int ETHTOOL_A_BITSET_BITS_UNSPEC = 0;
    public static final int ETHTOOL_A_BITSET_BITS_BIT = 1;
    public static final int ETHTOOL_A_BITSET_UNSPEC = 0;
    public static final int ETHTOOL_A_BITSET_NOMASK = 1;
    public static final int ETHTOOL_A_BITSET_SIZE = 2;
    public static final int ETHTOOL_A_BITSET_BITS = 3;
    public static final int ETHTOOL_A_BITSET_VALUE = 4;
    public static final int ETHTOOL_A_BITSET_MASK = 5;

    private EthtoolBitsetAttr() {}
}
