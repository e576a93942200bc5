package io.jlinux.net;

import java.util.Locale;

/**
 * The 48-bit hardware address of a link, such as {@code 02:42:ac:11:00:02}. Immutable.
 *
 * @param value the six bytes as a number, the first one highest
 * @see <a href="https://man7.org/linux/man-pages/man7/packet.7.html">packet(7)</a>
 */
public record MacAddress(long value) {
    private static final int SIZE = 6;

    public MacAddress {
        if (value < 0 || value >= 1L << 48) throw new IllegalArgumentException("not 48 bits: " + value);
    }

    /**
     * Reads six pairs of hexadecimal digits with colons between them.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static MacAddress of(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != SIZE) throw bad(text);
        long value = 0;
        for (String part : parts) {
            if (part.length() != 2) throw bad(text);
            for (int i = 0; i < 2; i++) {
                char c = part.charAt(i);
                int digit = c < 128 ? Character.digit(c, 16) : -1;
                if (digit < 0) throw bad(text);
                value = (value << 4) | digit;
            }
        }
        return new MacAddress(value);
    }

    /** The address with these six bytes. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != SIZE) throw new IllegalArgumentException(bytes.length + " bytes, not 6");
        long value = 0;
        for (byte b : bytes) value = (value << 8) | (b & 0xff);
        return new MacAddress(value);
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("not a hardware address: " + text);
    }

    public byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) bytes[i] = (byte) (value >> (8 * (SIZE - 1 - i)));
        return bytes;
    }

    /** Whether it names a group of stations: such an address cannot be given to a link. */
    public boolean isMulticast() {
        return ((value >> 40) & 1) != 0;
    }

    /** Whether it was made up by an administrator, and not by a manufacturer. */
    public boolean isLocallyAdministered() {
        return ((value >> 40) & 2) != 0;
    }

    /** Six pairs of lower-case digits, as the kernel prints it. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        for (byte b : bytes()) s.append(s.length() == 0 ? "" : ":").append(String.format(Locale.ROOT, "%02x", b));
        return s.toString();
    }
}
