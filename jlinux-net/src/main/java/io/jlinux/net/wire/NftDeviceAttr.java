package io.jlinux.net.wire;

/** One device, {@code NFTA_DEVICE_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftDeviceAttr {
    public static final int NFTA_DEVICE_NAME = 1;

    private NftDeviceAttr() {}
}
