package io.jlinux.net.nftables;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as they stand in registers and sets: the kernel compares them without knowing what they mean. Immutable.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Data types</a>
 */
public final class Data implements Comparable<Data> {
    private final byte[] bytes;

    private Data(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Data of(byte... bytes) {
        return new Data(bytes.clone());
    }

    public int length() {
        return bytes.length;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@code length} bytes from {@code offset}. */
    Data slice(int offset, int length) {
        return new Data(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** The next larger number of the same width, most significant byte first; null after the last one. */
    @org.jspecify.annotations.Nullable
    Data next() {
        byte[] b = bytes.clone();
        for (int i = b.length - 1; i >= 0; i--) {
            if (++b[i] != 0) return new Data(b);
        }
        return null;
    }

    /** The one before; null before 0. */
    @org.jspecify.annotations.Nullable
    Data previous() {
        byte[] b = bytes.clone();
        for (int i = b.length - 1; i >= 0; i--) {
            if (b[i]-- != 0) return new Data(b);
        }
        return null;
    }

    static Data filled(int length, int value) {
        byte[] b = new byte[length];
        Arrays.fill(b, (byte) value);
        return new Data(b);
    }

    /** The bits that a prefix of {@code length} keeps. */
    static Data mask(int size, int length) {
        byte[] b = new byte[size];
        for (int i = 0; i < size; i++) {
            int bits = Math.max(0, Math.min(8, length - 8 * i));
            b[i] = (byte) (0xff00 >> bits);
        }
        return new Data(b);
    }

    /** The same bytes from the last to the first. */
    Data reversed() {
        byte[] b = new byte[bytes.length];
        for (int i = 0; i < b.length; i++) b[i] = bytes[b.length - 1 - i];
        return new Data(b);
    }

    /** As the kernel compares: byte by byte, without sign. */
    @Override
    public int compareTo(Data other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Data d && Arrays.equals(bytes, d.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code 0x0a000001}. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
