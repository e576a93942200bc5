package io.jlinux.cgroup.systemd;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Signatures of D-Bus: a letter for each simple type, {@code a} before what an array holds, {@code (…)} around a struct. */
final class BusType {
    /** How deep a type may go on D-Bus; what a value is read with as well. */
    static final int DEEPEST = 32;

    private static final String BASIC = "ybnqiuxtdsogh";
    private static final Map<Character, BigInteger[]> RANGES = Map.of(
            'y', unsigned(8),
            'n', signed(16),
            'q', unsigned(16),
            'i', signed(32),
            'u', unsigned(32),
            'x', signed(64),
            't', unsigned(64));

    private BusType() {}

    private static BigInteger[] unsigned(int bits) {
        return new BigInteger[] {BigInteger.ZERO, BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE)};
    }

    private static BigInteger[] signed(int bits) {
        BigInteger half = BigInteger.ONE.shiftLeft(bits - 1);
        return new BigInteger[] {half.negate(), half.subtract(BigInteger.ONE)};
    }

    static boolean isInteger(String type) {
        return type.length() == 1 && RANGES.containsKey(type.charAt(0));
    }

    static boolean isBasic(String type) {
        return type.length() == 1 && BASIC.contains(type);
    }

    /** Whether an integer can be of this type. */
    static boolean holds(String type, BigInteger number) {
        BigInteger[] range = RANGES.get(type.charAt(0));
        return range != null && number.compareTo(range[0]) >= 0 && number.compareTo(range[1]) <= 0;
    }

    /**
     * Where the complete type ends that begins at {@code from}.
     *
     * @throws IllegalArgumentException when none does
     */
    static int end(String signature, int from) {
        return end(signature, from, 0);
    }

    private static int end(String s, int from, int depth) {
        if (from >= s.length() || depth > DEEPEST) throw none(s);
        char c = s.charAt(from);
        if (c == 'v' || BASIC.indexOf(c) >= 0) return from + 1;
        if (c == 'a' && from + 1 < s.length() && s.charAt(from + 1) == '{') {
            if (from + 2 >= s.length() || BASIC.indexOf(s.charAt(from + 2)) < 0) throw none(s);
            return closed(s, end(s, from + 3, depth + 1), '}');
        }
        if (c == 'a') return end(s, from + 1, depth + 1);
        if (c != '(') throw none(s);
        int next = from + 1;
        do next = end(s, next, depth + 1);
        while (next < s.length() && s.charAt(next) != ')');
        return closed(s, next, ')');
    }

    private static int closed(String s, int at, char by) {
        if (at >= s.length() || s.charAt(at) != by) throw none(s);
        return at + 1;
    }

    private static IllegalArgumentException none(String signature) {
        return new IllegalArgumentException("not a type of D-Bus: '" + signature + "'");
    }

    /** The complete types that stand in a row, as in a struct. */
    static List<String> split(String signatures) {
        List<String> all = new ArrayList<>();
        for (int from = 0; from < signatures.length(); ) {
            int to = end(signatures, from);
            all.add(signatures.substring(from, to));
            from = to;
        }
        return all;
    }
}
