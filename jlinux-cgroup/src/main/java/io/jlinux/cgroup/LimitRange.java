package io.jlinux.cgroup;

import io.jlinux.cgroup.file.NumberList;
import java.time.Duration;
import java.util.regex.Pattern;

/** The ranges of limits, checked before anything is written. */
final class LimitRange {
    private static final Pattern PAGE_SIZE = Pattern.compile("[1-9]\\d{0,6}(KB|MB|GB)");
    private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private LimitRange() {}

    static long check(String name, long value, long from, long to) {
        if (value >= from && (value <= to || value == CgroupLimits.UNLIMITED)) return value;
        throw new IllegalArgumentException(name + " is " + from + " to " + to + ", or UNLIMITED, not " + value);
    }

    /** As {@link #check}, of what always has an end. */
    static long finite(String name, long value, long from, long to) {
        if (value >= from && value <= to) return value;
        throw new IllegalArgumentException(name + " is " + from + " to " + to + ", not " + value);
    }

    static long atLeastZero(String name, long value) {
        if (value >= 0) return value;
        throw new IllegalArgumentException(name + " is 0 and more, or UNLIMITED, not " + value);
    }

    static double percent(String name, double value) {
        if (value >= 0 && value <= 100) return Math.round(value * 100) / 100.0;
        throw new IllegalArgumentException(name + " is 0 to 100 percent, not " + value);
    }

    static Duration micros(String name, Duration value) {
        if (!value.isNegative() && value.compareTo(Duration.ofDays(1)) <= 0) return value;
        throw new IllegalArgumentException(name + " is from nothing to a day, not " + value);
    }

    static String numberList(String name, String list) {
        try {
            NumberList.parse(list);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage());
        }
        if (list.strip().equals(list)) return list;
        throw new IllegalArgumentException(name + ": blanks around '" + list + "'");
    }

    static String pageSize(String size) {
        if (PAGE_SIZE.matcher(size).matches()) return size;
        throw new IllegalArgumentException("not a size of huge pages such as 2MB: '" + size + "'");
    }

    static String word(String name, String value) {
        if (WORD.matcher(value).matches()) return value;
        throw new IllegalArgumentException("not a name for " + name + ": '" + value + "'");
    }
}
