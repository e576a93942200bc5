package io.jlinux.net.wire;

/** Attributes of a veth pair ({@code VETH_INFO_*}), inside {@link LinkInfoAttr#IFLA_INFO_DATA}. */
public final class VethAttr {
    public static final int VETH_INFO_UNSPEC = 0;
    /** The other end: a {@code struct ifinfomsg} and link attributes behind it. */
    public static final int VETH_INFO_PEER = 1;

    private VethAttr() {}
}
