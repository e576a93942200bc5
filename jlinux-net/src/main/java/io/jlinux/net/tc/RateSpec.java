package io.jlinux.net.tc;

import java.nio.ByteBuffer;

/**
 * {@code struct tc_ratespec}: u8 cell_log, u8 linklayer, u16 overhead, s16 cell_align, u16 mpu, u32 rate. The table of times that
 * once belonged to it is needed by police only.
 */
final class RateSpec {
    static final int SIZE = 12;

    private static final int LINKLAYER_ETHERNET = 1;
    private static final int OVERHEAD = 2;
    private static final int MPU = 6;
    private static final int RATE = 8;

    /** Slots of the table: each stands for packets of {@code 1 << CELL_LOG} bytes more. */
    private static final int CELLS = 256;

    private static final int CELL_LOG = 3;

    private RateSpec() {}

    static void write(ByteBuffer b, Rate rate, int overhead, int minimum) {
        b.put((byte) CELL_LOG).put((byte) LINKLAYER_ETHERNET);
        b.putShort((short) overhead)
                .putShort((short) -1)
                .putShort((short) minimum)
                .putInt(rate.shortened());
    }

    static void writeNone(ByteBuffer b) {
        b.putLong(0).putInt(0);
    }

    static int rate(ByteBuffer b, int at) {
        return b.getInt(at + RATE);
    }

    static int overhead(ByteBuffer b, int at) {
        return b.getShort(at + OVERHEAD) & 0xffff;
    }

    static int minimum(ByteBuffer b, int at) {
        return b.getShort(at + MPU) & 0xffff;
    }

    /** How long packets take, by their size. */
    static byte[] table(Rate rate) {
        ByteBuffer b = TcTypes.struct(CELLS * 4);
        for (int i = 1; i <= CELLS; i++) b.putInt(Ticks.of(rate, (long) i << CELL_LOG));
        return TcTypes.bytes(b);
    }
}
