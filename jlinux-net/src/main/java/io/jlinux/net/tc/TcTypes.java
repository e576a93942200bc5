package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;

/** How values of traffic control are written. */
final class TcTypes {
    /** Microseconds in 32 bits: up to 71 minutes. */
    static final AttributeType<Duration> MICROS =
            AttributeType.U32.as(d -> positive(d).toNanos() / 1000, us -> Duration.ofNanos(us * 1000));

    /** Nanoseconds in 64 bits: up to 292 years. */
    static final AttributeType<Duration> NANOS =
            AttributeType.U64.as(d -> positive(d).toNanos(), n -> Duration.ofNanos(Math.max(0, n)));

    /** Bytes as hexadecimal digits, which make a value that can be compared. */
    static final AttributeType<String> HEX =
            AttributeType.BYTES.as(HexFormat.of()::parseHex, HexFormat.of()::formatHex);

    private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000L;

    private TcTypes() {}

    private static Duration positive(Duration d) {
        if (d.isNegative()) throw new IllegalArgumentException("a negative time: " + d);
        if (d.toSeconds() >= MAX_SECONDS) throw new IllegalArgumentException("more than 292 years: " + d);
        return d;
    }

    /** Memory for a structure of the kernel, all zero. */
    static ByteBuffer struct(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    /** A structure that was read. */
    static ByteBuffer struct(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** All of a structure, wherever its position is. */
    static byte[] bytes(ByteBuffer struct) {
        byte[] bytes = new byte[struct.capacity()];
        struct.get(0, bytes);
        return bytes;
    }

    /** An EtherType in network byte order, as the kernel keeps it. */
    static int swap16(int number) {
        boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        return big ? number & 0xffff : Short.reverseBytes((short) number) & 0xffff;
    }
}
