package io.jlinux.net.wire;

/** Attributes of an id of a namespace ({@code NETNSA_*}). */
public final class NetnsaAttr {
    public static final int NETNSA_NONE = 0;
    public static final int NETNSA_NSID = 1;
    public static final int NETNSA_PID = 2;
    public static final int NETNSA_FD = 3;
    public static final int NETNSA_TARGET_NSID = 4;
    public static final int NETNSA_CURRENT_NSID = 5;

    private NetnsaAttr() {}
}
