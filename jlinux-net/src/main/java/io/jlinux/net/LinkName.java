package io.jlinux.net;

import java.nio.charset.StandardCharsets;

/**
 * The kernel's rules for names of links ({@code dev_valid_name}), checked before anything happens.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
public final class LinkName {
    /** {@code IFNAMSIZ} less the NUL. */
    static final int MAX = 15;

    private static final int MAX_ALTERNATIVE = 127;

    private LinkName() {}

    /** {@code name}, where a link can be called so. */
    public static String check(String name) {
        return check(name, MAX);
    }

    /** The same for a lookup, which may be by an alternative name. */
    public static String checkAny(String name) {
        return check(name, MAX_ALTERNATIVE);
    }

    private static String check(String name, int max) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0) throw bad(name, "it is empty");
        if (length > max) throw bad(name, "it has " + length + " bytes, more than " + max);
        if (name.equals(".") || name.equals("..")) throw bad(name, "the kernel keeps it for directories");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == ':') throw bad(name, "it has a '" + c + "'");
            if (c == '%') throw bad(name, "with a '%' the kernel would take it for a pattern");
            if (c <= ' ' || c == 0x7f || Character.isWhitespace(c)) throw bad(name, "it has whitespace");
        }
        return name;
    }

    private static IllegalArgumentException bad(String name, String why) {
        return new IllegalArgumentException("not a name for a link: '" + name + "': " + why);
    }
}
