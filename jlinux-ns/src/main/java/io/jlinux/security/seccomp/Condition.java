package io.jlinux.security.seccomp;

import io.jlinux.security.seccomp.bpf.Bpf;

/**
 * A comparison of one argument of a system call, as an unsigned 64-bit number. A value.
 *
 * <p>The kernel passes what is in the register. An {@code int} argument has 64 bits there, of which the kernel reads the lower 32,
 * and a program can fill the upper ones with anything: where that matters compare with {@link #maskedEq} and a mask of 32 bits.
 * A pointer can be compared, not what it points to. On 32-bit architectures both sides are their lower 32 bits.
 *
 * @param index which argument, 0 to 5
 * @param operator the comparison
 * @param value what it is compared with
 * @param mask the bits of the argument that count, for {@link Operator#MASKED_EQ}; all for the others
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public record Condition(int index, Operator operator, long value, long mask) {
    /** A comparison, unsigned. */
    public enum Operator {
        NE,
        LT,
        LE,
        EQ,
        GE,
        GT,
        /** {@code (argument & mask) == value}. */
        MASKED_EQ
    }

    public Condition {
        if (index < 0 || index > 5) throw new IllegalArgumentException("argument " + index);
        if (operator == Operator.MASKED_EQ) value &= mask;
        else if (mask != -1) throw new IllegalArgumentException("a mask for " + operator);
    }

    public static Condition eq(int index, long value) {
        return of(index, Operator.EQ, value);
    }

    public static Condition ne(int index, long value) {
        return of(index, Operator.NE, value);
    }

    public static Condition lt(int index, long value) {
        return of(index, Operator.LT, value);
    }

    public static Condition le(int index, long value) {
        return of(index, Operator.LE, value);
    }

    public static Condition gt(int index, long value) {
        return of(index, Operator.GT, value);
    }

    public static Condition ge(int index, long value) {
        return of(index, Operator.GE, value);
    }

    /** {@code (argument & mask) == value}; bits of {@code value} outside of the mask are cleared. */
    public static Condition maskedEq(int index, long mask, long value) {
        return new Condition(index, Operator.MASKED_EQ, value, mask);
    }

    /** Any comparison but {@link Operator#MASKED_EQ}. */
    public static Condition of(int index, Operator operator, long value) {
        return new Condition(index, operator, value, -1);
    }

    /** Whether an argument fulfils it on an architecture. */
    boolean holds(long argument, boolean narrow) {
        long bits = narrow ? 0xffff_ffffL : -1;
        long a = argument & mask & bits;
        int order = Long.compareUnsigned(a, value & bits);
        return switch (operator) {
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case EQ, MASKED_EQ -> order == 0;
            case GE -> order >= 0;
            case GT -> order > 0;
        };
    }

    int lowWord() {
        return Bpf.low(index);
    }

    int highWord() {
        return Bpf.high(index);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Condition c
                && index == c.index
                && operator == c.operator
                && value == c.value
                && mask == c.mask;
    }

    @Override
    public int hashCode() {
        return (index * 31 + operator.ordinal()) * 31 + Long.hashCode(value * 31 + mask);
    }

    /** {@code arg0 & 0xff == 3}. */
    @Override
    public String toString() {
        String left = "arg" + index + (operator == Operator.MASKED_EQ ? " & 0x" + Long.toHexString(mask) : "");
        String sign = switch (operator) {
            case NE -> "!=";
            case LT -> "<";
            case LE -> "<=";
            case EQ, MASKED_EQ -> "==";
            case GE -> ">=";
            case GT -> ">";
        };
        return left + " " + sign + " 0x" + Long.toHexString(value);
    }
}
