package io.jlinux.oci.spec;

import java.util.Optional;

/** The kernel's format for lists of CPUs and memory nodes: {@code 0-3,7}. */
final class NumberList {
    private static final int MAX_DIGITS = 6;

    private NumberList() {}

    /** A list that is there and not empty, or nothing. */
    static Optional<String> read(JsonValue value) {
        Optional<String> list = value.optText();
        list.ifPresent(text -> value.check(isValid(text), "be a list of numbers and ranges such as 0-3,7"));
        return list;
    }

    static boolean isValid(String list) {
        for (String range : list.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : number(range.substring(dash + 1));
            if (first < 0 || last < first) return false;
        }
        return true;
    }

    /** The value of plain decimal digits; -1 when it is anything else. */
    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) return -1;
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') return -1;
        }
        return Integer.parseInt(digits);
    }
}
