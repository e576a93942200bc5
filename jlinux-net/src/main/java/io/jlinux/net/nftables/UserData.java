package io.jlinux.net.nftables;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What programs keep with an object and the kernel does not look at: entries of a byte for the type, one for the length, and
 * the value, as libnftnl writes them.
 */
final class UserData {
    static final int TABLE_COMMENT = 0;
    static final int CHAIN_COMMENT = 0;
    static final int RULE_COMMENT = 0;
    static final int ELEMENT_COMMENT = 0;
    static final int OBJECT_COMMENT = 0;
    static final int SET_KEY_BYTEORDER = 0;
    static final int SET_DATA_BYTEORDER = 1;
    static final int SET_COMMENT = 7;

    /** What {@code nft} takes. */
    private static final int MAX_COMMENT = 127;

    private UserData() {}

    static String check(String comment) {
        if (comment.indexOf('\0') >= 0 || comment.getBytes(StandardCharsets.UTF_8).length > MAX_COMMENT) {
            throw new IllegalArgumentException("a comment of more than " + MAX_COMMENT + " bytes: " + comment);
        }
        return comment;
    }

    static byte[] comment(int type, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        putString(out, type, text);
        return out.toByteArray();
    }

    static void putString(ByteArrayOutputStream out, int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(type);
        out.write(bytes.length + 1);
        out.writeBytes(bytes);
        out.write(0);
    }

    static void putU32(ByteArrayOutputStream out, int type, int value) {
        out.write(type);
        out.write(4);
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array());
    }

    /** What others wrote may be anything. */
    static Optional<String> readComment(int type, byte[] data) {
        for (int at = 0; at + 2 <= data.length; ) {
            int length = data[at + 1] & 0xff;
            if (at + 2 + length > data.length) break;
            if ((data[at] & 0xff) == type) {
                int end = length > 0 && data[at + 1 + length] == 0 ? length - 1 : length;
                return Optional.of(new String(data, at + 2, end, StandardCharsets.UTF_8));
            }
            at += 2 + length;
        }
        return Optional.empty();
    }
}
