package io.jlinux.net.wire;

/** Attributes of fq_codel ({@code TCA_FQ_CODEL_*}). */
public final class FqCodelAttr {
    public static final int TCA_FQ_CODEL_UNSPEC = 0;
    public static final int TCA_FQ_CODEL_TARGET = 1;
    public static final int TCA_FQ_CODEL_LIMIT = 2;
    public static final int TCA_FQ_CODEL_INTERVAL = 3;
    public static final int TCA_FQ_CODEL_ECN = 4;
    public static final int TCA_FQ_CODEL_FLOWS = 5;
    public static final int TCA_FQ_CODEL_QUANTUM = 6;
    public static final int TCA_FQ_CODEL_CE_THRESHOLD = 7;
    public static final int TCA_FQ_CODEL_DROP_BATCH_SIZE = 8;
    public static final int TCA_FQ_CODEL_MEMORY_LIMIT = 9;
    public static final int TCA_FQ_CODEL_CE_THRESHOLD_SELECTOR = 10;
    public static final int TCA_FQ_CODEL_CE_THRESHOLD_MASK = 11;

    private FqCodelAttr() {}
}
