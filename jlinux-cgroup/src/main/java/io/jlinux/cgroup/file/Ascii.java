package io.jlinux.cgroup.file;

import io.jlinux.sys.raw.NativeBuffer;
import java.nio.charset.StandardCharsets;

/** Numbers and names as ASCII, written into and read from off-heap memory without a String in between. */
public final class Ascii {
    /** What {@code max} in a file reads as. */
    public static final long MAX = Long.MAX_VALUE;

    /** The two digits of 0 to 99, the first one in the lower byte, as both architectures store it first. */
    private static final short[] PAIRS = new short[100];

    static {
        for (int i = 0; i < 100; i++) PAIRS[i] = (short) ('0' + i / 10 | ('0' + i % 10) << 8);
    }

    private Ascii() {}

    /** Writes {@code text} and returns its length. */
    public static int put(NativeBuffer buffer, int offset, String text) {
        int n = text.length();
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (c == 0 || c > 127) throw new IllegalArgumentException("not an ASCII text: " + text);
            buffer.putByte(offset + i, c);
        }
        return n;
    }

    /** Writes {@code text} and a NUL behind it. */
    public static void putTerminated(NativeBuffer buffer, int offset, String text) {
        buffer.putByte(offset + put(buffer, offset, text), 0);
    }

    /** Writes {@code value} in decimal and returns how many bytes that took. */
    public static int put(NativeBuffer buffer, int offset, long value) {
        if (value == Long.MIN_VALUE) return put(buffer, offset, "-9223372036854775808");
        int start = offset;
        long rest = value;
        if (rest < 0) {
            buffer.putByte(start++, '-');
            rest = -rest;
        }
        int end = start + digits(rest);
        int at = end;
        while (rest >= 100) { // two digits for each division
            long next = rest / 100;
            at -= 2;
            buffer.putShort(at, PAIRS[(int) (rest - next * 100)]);
            rest = next;
        }
        if (rest >= 10) buffer.putShort(at - 2, PAIRS[(int) rest]);
        else buffer.putByte(at - 1, (int) ('0' + rest));
        return end - offset;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long power = 10; digits < 19 && value >= power; power *= 10) digits++;
        return digits;
    }

    /**
     * The number at the start of {@code length} bytes: decimal, or {@code max} as {@link #MAX}. A number beyond 63 bits
     * is {@link #MAX} as well.
     *
     * @throws NumberFormatException where there is none
     */
    public static long parse(NativeBuffer buffer, int offset, int length) {
        int i = offset;
        int end = offset + length;
        if (length >= 3 && buffer.getByte(i) == 'm' && buffer.getByte(i + 1) == 'a' && buffer.getByte(i + 2) == 'x') {
            return MAX;
        }
        boolean negative = i < end && buffer.getByte(i) == '-';
        if (negative) i++;
        int first = i;
        long value = 0;
        for (; i < end; i++) {
            int digit = buffer.getByte(i) - '0';
            if (digit < 0 || digit > 9) break;
            value = value > (Long.MAX_VALUE - digit) / 10 ? MAX : value * 10 + digit;
        }
        if (i == first)
            throw new NumberFormatException(
                    "not a number: " + new String(buffer.get(offset, length), StandardCharsets.UTF_8));
        return negative ? -value : value;
    }
}
