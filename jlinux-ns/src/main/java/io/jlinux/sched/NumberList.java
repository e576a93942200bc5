package io.jlinux.sched;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Sets of small numbers in the kernel's two forms: lists such as {@code 0-3,7}, and masks of longs. */
final class NumberList {
    /** More than any kernel is built for. */
    static final int MAX = 1 << 16;

    private NumberList() {}

    static SortedSet<Integer> parse(String list) {
        TreeSet<Integer> set = new TreeSet<>();
        if (list.isBlank()) return set;
        for (String part : list.strip().split(",", -1)) {
            String[] ends = part.strip().split("-", -1);
            int first = number(ends[0], list);
            int last = ends.length == 1 ? first : number(ends[1], list);
            if (ends.length > 2 || last < first) throw new IllegalArgumentException("not a list of numbers: " + list);
            for (int i = first; i <= last; i++) set.add(i);
        }
        return set;
    }

    private static int number(String text, String list) {
        if (!text.matches("[0-9]{1,5}")) throw new IllegalArgumentException("not a list of numbers: " + list);
        int n = Integer.parseInt(text);
        if (n >= MAX) throw new IllegalArgumentException("too large a number: " + list);
        return n;
    }

    static SortedSet<Integer> copy(Collection<Integer> numbers) {
        TreeSet<Integer> set = new TreeSet<>(numbers);
        if (!set.isEmpty() && (set.first() < 0 || set.last() >= MAX)) {
            throw new IllegalArgumentException("not 0 to " + (MAX - 1) + ": " + set);
        }
        return Collections.unmodifiableSortedSet(set);
    }

    static String text(SortedSet<Integer> set) {
        StringBuilder s = new StringBuilder();
        int first = -1;
        int last = -2;
        for (int n : set) {
            if (n == last + 1) {
                last = n;
                continue;
            }
            append(s, first, last);
            first = last = n;
        }
        append(s, first, last);
        return s.toString();
    }

    private static void append(StringBuilder s, int first, int last) {
        if (first < 0) return;
        if (s.length() > 0) s.append(',');
        s.append(first);
        if (last > first) s.append('-').append(last);
    }

    /** One bit for each, as longs of the machine's byte order; at least one long. */
    static byte[] mask(SortedSet<Integer> set) {
        int longs = set.isEmpty() ? 1 : set.last() / 64 + 1;
        ByteBuffer b = ByteBuffer.allocate(8 * longs).order(ByteOrder.nativeOrder());
        for (int n : set) b.putLong(n / 64 * 8, b.getLong(n / 64 * 8) | 1L << n % 64);
        return b.array();
    }
}
