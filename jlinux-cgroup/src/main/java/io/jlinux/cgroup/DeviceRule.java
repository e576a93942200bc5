package io.jlinux.cgroup;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule for {@link Cgroup#setDevices}: which device nodes may be opened or made, or may not. A value.
 *
 * <pre>{@code
 * cg.setDevices(List.of(DeviceRule.allow("c 1:3 rw"), DeviceRule.allow("c 136:* rw")));
 * }</pre>
 *
 * @param allow whether it allows or denies
 * @param type which kind of device
 * @param major 0 to 4294967295; absent means every one
 * @param minor 0 to 4294967295; absent means every one
 * @param access what it allows or denies; not empty
 * @see DeviceRules
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/devices.html">Device Whitelist Controller</a>
 */
public record DeviceRule(boolean allow, Type type, OptionalLong major, OptionalLong minor, Set<Access> access) {
    /** Every kind of access. */
    public static final Set<Access> EVERY_ACCESS = Collections.unmodifiableSet(EnumSet.allOf(Access.class));

    private static final long MAX = 0xffff_ffffL;
    private static final Pattern TEXT = Pattern.compile("([abc]) (\\*|\\d{1,10}):(\\*|\\d{1,10}) ([rwm]{1,3})");

    /** Which kind of device a rule is for. */
    public enum Type {
        /** Both kinds. */
        ALL('a'),
        CHAR('c'),
        BLOCK('b');

        private final char letter;

        Type(char letter) {
            this.letter = letter;
        }

        /** The kernel's letter. */
        public char letter() {
            return letter;
        }
    }

    /** What can be done with a device. */
    public enum Access {
        /** Opening for reading. */
        READ('r'),
        /** Opening for writing. */
        WRITE('w'),
        /** mknod(2). */
        MKNOD('m');

        private final char letter;

        Access(char letter) {
            this.letter = letter;
        }

        /** The kernel's letter. */
        public char letter() {
            return letter;
        }
    }

    /** @throws IllegalArgumentException for numbers out of range, or no access */
    public DeviceRule {
        check(major);
        check(minor);
        if (access.isEmpty()) throw new IllegalArgumentException("a device rule without an access");
        access = Collections.unmodifiableSet(EnumSet.copyOf(access));
    }

    private static void check(OptionalLong number) {
        if (number.isPresent() && (number.getAsLong() < 0 || number.getAsLong() > MAX)) {
            throw new IllegalArgumentException("a device number is 0 to " + MAX + ", not " + number.getAsLong());
        }
    }

    /**
     * A rule that allows what {@code text} says, as the kernel writes it: {@code c 1:3 rwm}, {@code b 8:* r}.
     *
     * @param text {@code a}, {@code b} or {@code c}; the major and minor number, each a number or {@code *}; of the letters
     *     {@code r}, {@code w}, {@code m}
     * @throws IllegalArgumentException when it is not of this form
     */
    public static DeviceRule allow(String text) {
        return parse(true, text);
    }

    /** A rule that denies what {@code text} says; see {@link #allow(String)}. */
    public static DeviceRule deny(String text) {
        return parse(false, text);
    }

    private static DeviceRule parse(boolean allow, String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) throw new IllegalArgumentException("not like 'c 1:3 rwm': " + text);
        Type type = Type.ALL;
        for (Type t : Type.values()) {
            if (m.group(1).charAt(0) == t.letter) type = t;
        }
        return new DeviceRule(allow, type, number(m.group(2)), number(m.group(3)), access(m.group(4)));
    }

    private static OptionalLong number(String text) {
        return text.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /**
     * The accesses of {@code letters}.
     *
     * @throws IllegalArgumentException for another letter than {@code r}, {@code w} and {@code m}
     */
    public static Set<Access> access(String letters) {
        EnumSet<Access> set = EnumSet.noneOf(Access.class);
        for (Access a : Access.values()) {
            if (letters.indexOf(a.letter) >= 0) set.add(a);
        }
        if (!letters.chars().allMatch(c -> "rwm".indexOf(c) >= 0)) {
            throw new IllegalArgumentException("an access is of the letters r, w and m, not: " + letters);
        }
        return Collections.unmodifiableSet(set);
    }

    /** Whether it says something about this device, of the type {@link Type#CHAR} or {@link Type#BLOCK}. */
    boolean matches(Type kind, long number, long subnumber) {
        return (type == Type.ALL || type == kind)
                && (major.isEmpty() || major.getAsLong() == number)
                && (minor.isEmpty() || minor.getAsLong() == subnumber);
    }

    /** Whether it is for every device and every access, so that no rule before it matters. */
    boolean isTotal() {
        return type == Type.ALL && major.isEmpty() && minor.isEmpty() && access.equals(EVERY_ACCESS);
    }

    static String text(Type type, OptionalLong major, OptionalLong minor, Collection<Access> access) {
        StringBuilder s = new StringBuilder().append(type.letter).append(' ');
        s.append(text(major)).append(':').append(text(minor)).append(' ');
        for (Access a : access) s.append(a.letter);
        return s.toString();
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "*";
    }

    /** As {@code allow c 1:3 rwm}. */
    @Override
    public String toString() {
        return (allow ? "allow " : "deny ") + text(type, major, minor, access);
    }
}
