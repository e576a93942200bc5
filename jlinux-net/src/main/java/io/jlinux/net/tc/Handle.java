package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeType;
import java.util.Locale;

/**
 * The name of a qdisc ({@code 1:}) or of a class in it ({@code 1:10}): two 16-bit numbers, which are written in hexadecimal as
 * {@code tc} does it. {@code 1:10} is the class 16 of the qdisc 1.
 *
 * @param value major in the upper 16 bits, minor in the lower
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), handles</a>
 */
public record Handle(int value) {
    /** Where the first qdisc of a link hangs, for what it sends ({@code TC_H_ROOT}). */
    public static final Handle ROOT = new Handle(0xffff_ffff);

    /** Where {@link OtherQdisc#INGRESS} and {@link OtherQdisc#CLSACT} hang ({@code TC_H_INGRESS}). */
    public static final Handle INGRESS = new Handle(0xffff_fff1);

    /** Of filters: what comes in, below {@link OtherQdisc#CLSACT}. */
    public static final Handle CLSACT_INGRESS = new Handle(0xffff_fff2);

    /** Of filters: what goes out, below {@link OtherQdisc#CLSACT}. */
    public static final Handle CLSACT_EGRESS = new Handle(0xffff_fff3);

    /** Of filters: what comes in, below {@link OtherQdisc#INGRESS}, which has this handle. */
    public static final Handle INGRESS_QDISC = new Handle(0xffff_0000);

    /** Not said: the kernel chooses. */
    static final Handle NONE = new Handle(0);

    /** How it is written into an attribute. */
    static final AttributeType<Handle> TYPE = AttributeType.S32.as(Handle::value, Handle::new);

    /** The qdisc with this number, 1 to 0xffff. */
    public static Handle qdisc(int major) {
        return of(major, 0);
    }

    /** A class: both numbers 0 to 0xffff. */
    public static Handle of(int major, int minor) {
        return new Handle(check(major) << 16 | check(minor));
    }

    private static int check(int number) {
        if (number < 0 || number > 0xffff) throw new IllegalArgumentException(number + " is not in 0..0xffff");
        return number;
    }

    /**
     * Reads {@code 1:}, {@code 1:10}, {@code :10}, {@code root}, {@code ingress}; the numbers are hexadecimal.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Handle of(String text) {
        if (text.equals("root")) return ROOT;
        if (text.equals("ingress") || text.equals("clsact")) return INGRESS;
        int colon = text.indexOf(':');
        if (colon < 0) throw new IllegalArgumentException("not a handle such as 1: or 1:10: " + text);
        return of(number(text.substring(0, colon), text), number(text.substring(colon + 1), text));
    }

    private static int number(String part, String text) {
        if (part.isEmpty()) return 0;
        try {
            if (part.length() <= 4 && Character.digit(part.charAt(0), 16) >= 0) return Integer.parseInt(part, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a handle such as 1: or 1:10: " + text, e);
        }
        throw new IllegalArgumentException("not a handle such as 1: or 1:10: " + text);
    }

    /** The number of the qdisc. */
    public int major() {
        return value >>> 16;
    }

    /** The number of the class; 0 for a qdisc. */
    public int minor() {
        return value & 0xffff;
    }

    /** {@code 1:10}, {@code 1:} or {@code root}, as {@code tc} writes it; {@link #of(String)} reads it. */
    @Override
    public String toString() {
        if (equals(ROOT)) return "root";
        String text = (major() == 0 ? "" : Integer.toHexString(major())) + ":";
        return (text + (minor() == 0 ? "" : Integer.toHexString(minor()))).toLowerCase(Locale.ROOT);
    }
}
