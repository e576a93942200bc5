package io.jlinux.net.wire;

/** Features of ethtool ({@code ETHTOOL_A_FEATURES_*}). */
public final class EthtoolFeaturesAttr {
    public static final int ETHTOOL_A_FEATURES_UNSPEC = 0;
    public static final int ETHTOOL_A_FEATURES_HEADER = 1;
    public static final int ETHTOOL_A_FEATURES_HW = 2;
    public static final int ETHTOOL_A_FEATURES_WANTED = 3;
    public static final int ETHTOOL_A_FEATURES_ACTIVE = 4;
    public static final int ETHTOOL_A_FEATURES_NOCHANGE = 5;

    private EthtoolFeaturesAttr() {}
}
