package io.jlinux.net.wire;

/** Attributes inside {@link IflaAttr#IFLA_LINKINFO} ({@code IFLA_INFO_*}): the kind of a link and what belongs to it. */
public final class LinkInfoAttr {
    public static final int IFLA_INFO_UNSPEC = 0;
    public static final int IFLA_INFO_KIND = 1;
    public static final int IFLA_INFO_DATA = 2;
    public static final int IFLA_INFO_XSTATS = 3;
    public static final int IFLA_INFO_SLAVE_KIND = 4;
    public static final int IFLA_INFO_SLAVE_DATA = 5;

    private LinkInfoAttr() {}
}
