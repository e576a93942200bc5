package io.jlinux.net.wire;

/** The expression that redirects to this host, {@code NFTA_REDIR_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftRedirAttr {
    public static final int NFTA_REDIR_REG_PROTO_MIN = 1;
    public static final int NFTA_REDIR_REG_PROTO_MAX = 2;
    public static final int NFTA_REDIR_FLAGS = 3;

    private NftRedirAttr() {}
}
