package io.jlinux.net.wire;

/** Attributes of the action police ({@code TCA_POLICE_*}). */
public final class PoliceAttr {
    public static final int TCA_POLICE_UNSPEC = 0;
    public static final int TCA_POLICE_TBF = 1;
    public static final int TCA_POLICE_RATE = 2;
    public static final int TCA_POLICE_PEAKRATE = 3;
    public static final int TCA_POLICE_AVRATE = 4;
    public static final int TCA_POLICE_RESULT = 5;
    public static final int TCA_POLICE_TM = 6;
    public static final int TCA_POLICE_PAD = 7;
    public static final int TCA_POLICE_RATE64 = 8;
    public static final int TCA_POLICE_PEAKRATE64 = 9;
    public static final int TCA_POLICE_PKTRATE64 = 10;
    public static final int TCA_POLICE_PKTBURST64 = 11;

    private PoliceAttr() {}
}
