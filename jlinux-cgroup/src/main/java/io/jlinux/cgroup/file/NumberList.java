package io.jlinux.cgroup.file;

import java.util.BitSet;
import java.util.regex.Pattern;

/** Lists of processors and memory nodes as the kernel writes them: {@code 0-3,6}. */
public final class NumberList {
    private static final Pattern FORM = Pattern.compile("\\d{1,6}(-\\d{1,6})?(,\\d{1,6}(-\\d{1,6})?)*");

    private NumberList() {}

    /**
     * The numbers of the list.
     *
     * @throws IllegalArgumentException where it is none, or has a range from high to low
     */
    public static BitSet parse(String list) {
        String text = list.strip();
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a list such as 0-3,6: '" + text + "'");
        }
        BitSet numbers = new BitSet();
        for (String part : text.split(",", -1)) {
            int dash = part.indexOf('-');
            int from = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int to = Integer.parseInt(part.substring(dash + 1));
            if (from > to) throw new IllegalArgumentException("a range from high to low in '" + text + "'");
            numbers.set(from, to + 1);
        }
        return numbers;
    }
}
