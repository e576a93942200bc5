package io.jlinux.net.wire;

/** The expression about the socket, {@code NFTA_SOCKET_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftSocketAttr {
    public static final int NFTA_SOCKET_KEY = 1;
    public static final int NFTA_SOCKET_DREG = 2;
    public static final int NFTA_SOCKET_LEVEL = 3;

    private NftSocketAttr() {}
}
