package io.jlinux.net.wire;

/** Where a base chain is hooked in, {@code NFTA_HOOK_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftHookAttr {
    public static final int NFTA_HOOK_HOOKNUM = 1;
    public static final int NFTA_HOOK_PRIORITY = 2;
    public static final int NFTA_HOOK_DEV = 3;
    public static final int NFTA_HOOK_DEVS = 4;

    private NftHookAttr() {}
}
