package io.jlinux.net.wire;

/** Attributes of cake ({@code TCA_CAKE_*}). */
public final class CakeAttr {
    public static final int TCA_CAKE_UNSPEC = 0;
    public static final int TCA_CAKE_PAD = 1;
    public static final int TCA_CAKE_BASE_RATE64 = 2;
    public static final int TCA_CAKE_DIFFSERV_MODE = 3;
    public static final int TCA_CAKE_ATM = 4;
    public static final int TCA_CAKE_FLOW_MODE = 5;
    public static final int TCA_CAKE_OVERHEAD = 6;
    public static final int TCA_CAKE_RTT = 7;
    public static final int TCA_CAKE_TARGET = 8;
    public static final int TCA_CAKE_AUTORATE = 9;
    public static final int TCA_CAKE_MEMORY = 10;
    public static final int TCA_CAKE_NAT = 11;
    public static final int TCA_CAKE_RAW = 12;
    public static final int TCA_CAKE_WASH = 13;
    public static final int TCA_CAKE_MPU = 14;
    public static final int TCA_CAKE_INGRESS = 15;
    public static final int TCA_CAKE_ACK_FILTER = 16;
    public static final int TCA_CAKE_SPLIT_GSO = 17;
    public static final int TCA_CAKE_FWMARK = 18;

    private CakeAttr() {}
}
