package io.jlinux.net.sysctl;

import io.jlinux.net.PortRange;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.function.Function;

/**
 * How a value is written into a file of {@code /proc/sys}, and read from it. Immutable.
 *
 * @param <T> the value in Java
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys.5.html">proc_sys(5)</a>
 */
public final class SysctlType<T> {
    /** 0 or 1; any other number is read as true. */
    public static final SysctlType<Boolean> BOOLEAN = of(on -> on ? "1" : "0", text -> Long.parseLong(text) != 0);

    public static final SysctlType<Long> NUMBER = of(Object::toString, Long::parseLong);

    public static final SysctlType<String> TEXT = of(SysctlType::line, text -> text);

    /** Two ports. */
    static final SysctlType<PortRange> PORTS = of(r -> r.first() + " " + r.last(), text -> {
        String[] two = two(text);
        return new PortRange(Integer.parseInt(two[0]), Integer.parseInt(two[1]));
    });

    static final SysctlType<GroupRange> GROUPS = of(r -> r.first() + " " + r.last(), text -> {
        String[] two = two(text);
        return GroupRange.known(Long.parseLong(two[0]), Long.parseLong(two[1]));
    });

    private final Function<T, String> format;
    private final Function<String, T> parse;

    private SysctlType(Function<T, String> format, Function<String, T> parse) {
        this.format = format;
        this.parse = parse;
    }

    /**
     * Of two functions.
     *
     * @param format throws an IllegalArgumentException for a value that cannot be
     * @param parse throws an IllegalArgumentException for a text that no kernel writes
     */
    public static <T> SysctlType<T> of(Function<T, String> format, Function<String, T> parse) {
        return new SysctlType<>(format, parse);
    }

    /** Whole numbers from one to another, both included; what the kernel has is read whatever it is. */
    public static SysctlType<Long> number(long min, long max) {
        return of(
                value -> {
                    if (value < min || value > max) {
                        throw new IllegalArgumentException(value + " is not in " + min + ".." + max);
                    }
                    return value.toString();
                },
                Long::parseLong);
    }

    /** The constants of an enum in their order, from 0 on. */
    static <E extends Enum<E>> SysctlType<E> constants(Class<E> type) {
        return of(value -> Integer.toString(value.ordinal()), text -> {
            int number = Integer.parseInt(text);
            E[] all = type.getEnumConstants();
            if (number < 0 || number >= all.length) {
                throw new IllegalArgumentException(text + " is no " + type.getSimpleName());
            }
            return all[number];
        });
    }

    private static String line(String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("more than a line: " + text);
        }
        return text;
    }

    private static String[] two(String text) {
        String[] parts = text.split("\\s+");
        if (parts.length != 2) throw new IllegalArgumentException("not two numbers: " + text);
        return parts;
    }

    String format(T value) {
        return format.apply(value);
    }

    T parse(String text, String key) throws LinuxException {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            LinuxException bad = new LinuxException("read sysctl", key, Errno.EBADMSG.number(), "'" + text + "'", null);
            bad.initCause(e);
            throw bad;
        }
    }
}
