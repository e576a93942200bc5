package io.jlinux.net.nftables;

import java.nio.charset.StandardCharsets;

/** What the kernel takes as the name of a table, a chain, a set or an object. */
final class Names {
    /** {@code NFT_NAME_MAXLEN}, with the NUL. */
    private static final int MAX = 256;

    private Names() {}

    static String check(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length >= MAX || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a name of 1 to 255 bytes: '" + name + "'");
        }
        return name;
    }
}
