package io.jlinux.cgroup.systemd;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What stands in quotes in GVariant's text format. */
final class GVariantString {
    private static final String ESCAPES = "abfnrtv";
    private static final String ESCAPED = "\u0007\b\f\n\r\t\u000b";

    private GVariantString() {}

    /** After the quote that ends the string which begins at {@code from}; −1 where none does. */
    static int end(String text, int from) {
        if (from >= text.length()) return -1;
        char quote = text.charAt(from);
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == quote) return i + 1;
        }
        return -1;
    }

    /**
     * The text that is meant, by what is between the quotes.
     *
     * @throws IllegalArgumentException for an escape by a number that is none
     */
    static String text(String inside) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (c != '\\') {
                s.append(c);
                continue;
            }
            char escape = inside.charAt(++i);
            int digits = escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
            if (digits == 0) s.append(simple(escape));
            else s.appendCodePoint(codePoint(inside, i + 1, digits));
            i += digits;
        }
        return s.toString();
    }

    private static char simple(char escape) {
        int known = ESCAPES.indexOf(escape);
        return known < 0 ? escape : ESCAPED.charAt(known);
    }

    private static int codePoint(String s, int from, int digits) {
        try {
            int c = Integer.parseInt(s.substring(from, from + digits), 16);
            if (Character.isValidCodePoint(c) && !(c <= 0xffff && Character.isSurrogate((char) c))) return c;
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("an escape for no character in '" + s + "'");
    }

    /** The bytes of a byte string, with the zero that ends it. */
    static byte[] bytes(String inside) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (c != '\\') {
                int one = inside.codePointAt(i);
                bytes.writeBytes(Character.toString(one).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(one) - 1;
                continue;
            }
            int end = i + 1;
            while (end < inside.length() && end < i + 4 && inside.charAt(end) >= '0' && inside.charAt(end) <= '7')
                end++;
            if (end > i + 1) {
                bytes.write(Integer.parseInt(inside.substring(i + 1, end), 8));
                i = end - 1;
            } else {
                bytes.write(simple(inside.charAt(++i)));
            }
        }
        bytes.write(0);
        return bytes.toByteArray();
    }
}
