package io.jlinux.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Numeric addresses to bytes and back, strictly, and never by asking a name server. */
final class IpLiteral {
    private IpLiteral() {}

    static InetAddress parse(String text) {
        return of(text.indexOf(':') < 0 ? parse4(text, text) : parse6(text));
    }

    /** 4 or 16 bytes; unlike {@link InetAddress#getByAddress} an IPv4-mapped IPv6 address stays one. */
    static InetAddress of(byte[] bytes) {
        try {
            return bytes.length == 16 ? Inet6Address.getByAddress(null, bytes, -1) : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no IP address", e);
        }
    }

    /** As {@code ip} writes it: IPv6 with the longest run of zeros as {@code ::} (RFC 5952). */
    static String format(InetAddress address) {
        byte[] b = address.getAddress();
        if (b.length == 4) return (b[0] & 255) + "." + (b[1] & 255) + "." + (b[2] & 255) + "." + (b[3] & 255);
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) groups[i] = ((b[2 * i] & 255) << 8) | (b[2 * i + 1] & 255);
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && groups[j] == 0) j++;
            if (j - i > runLength) {
                runStart = i;
                runLength = j - i;
            }
            if (j > i) i = j - 1;
        }
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                s.append("::");
                i += runLength - 1;
            } else {
                if (s.length() > 0 && s.charAt(s.length() - 1) != ':') s.append(':');
                s.append(Integer.toHexString(groups[i]));
            }
        }
        return s.toString();
    }

    private static byte[] parse4(String text, String whole) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) throw bad(whole);
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            boolean leadingZero = part.length() > 1 && part.charAt(0) == '0'; // some read that as octal
            if (part.isEmpty() || part.length() > 3 || leadingZero) throw bad(whole);
            bytes[i] = (byte) number(part, 10, 255, whole);
        }
        return bytes;
    }

    private static byte[] parse6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text, text);
            if (all.length != 16) throw bad(text);
            return all;
        }
        if (text.indexOf("::", gap + 1) >= 0) throw bad(text);
        String before = text.substring(0, gap);
        if (before.indexOf('.') >= 0) throw bad(text);
        byte[] head = groups(before, text);
        byte[] tail = groups(text.substring(gap + 2), text);
        if (head.length + tail.length > 14) throw bad(text);
        byte[] all = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, all, 16 - tail.length, tail.length);
        return all;
    }

    /** Groups of 16 bits; the last may be an IPv4 address in its own writing. */
    private static byte[] groups(String text, String whole) {
        if (text.isEmpty()) return new byte[0];
        String[] parts = text.split(":", -1);
        byte[] bytes = new byte[16];
        int n = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean dotted = i == parts.length - 1 && parts[i].indexOf('.') >= 0;
            int size = dotted ? 4 : 2;
            if (n + size > 16) throw bad(whole);
            if (dotted) {
                System.arraycopy(parse4(parts[i], whole), 0, bytes, n, 4);
            } else {
                if (parts[i].isEmpty() || parts[i].length() > 4) throw bad(whole);
                int group = number(parts[i], 16, 0xffff, whole);
                bytes[n] = (byte) (group >> 8);
                bytes[n + 1] = (byte) group;
            }
            n += size;
        }
        return Arrays.copyOf(bytes, n);
    }

    /** ASCII digits only: no sign, no digits of other scripts. */
    static int number(String text, int radix, int max, String whole) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) throw bad(whole);
            value = value * radix + digit;
            if (value > max) throw bad(whole);
        }
        return value;
    }

    private static IllegalArgumentException bad(String whole) {
        return new IllegalArgumentException("not a numeric IP address: " + whole);
    }
}
