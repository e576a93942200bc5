package io.jlinux.net.wire;

/** Attributes of a vrf ({@code IFLA_VRF_*}). */
public final class VrfAttr {
    public static final int IFLA_VRF_UNSPEC = 0;
    public static final int IFLA_VRF_TABLE = 1;

    private VrfAttr() {}
}
