package io.jlinux.sys;

import java.util.Locale;

/**
 * The standard signals. The numbers are the same on x86_64 and aarch64.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public enum Signal {
    HUP(1),
    INT(2),
    QUIT(3),
    ILL(4),
    TRAP(5),
    ABRT(6),
    BUS(7),
    FPE(8),
    KILL(9),
    USR1(10),
    SEGV(11),
    USR2(12),
    PIPE(13),
    ALRM(14),
    TERM(15),
    STKFLT(16),
    CHLD(17),
    CONT(18),
    STOP(19),
    TSTP(20),
    TTIN(21),
    TTOU(22),
    URG(23),
    XCPU(24),
    XFSZ(25),
    VTALRM(26),
    PROF(27),
    WINCH(28),
    IO(29),
    PWR(30),
    SYS(31);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /**
     * The signal that {@code text} names: {@code TERM}, {@code SIGTERM}, {@code sigterm} or {@code 15}.
     *
     * @throws IllegalArgumentException where there is none of that name or number
     */
    public static Signal parse(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        if (name.startsWith("SIG")) name = name.substring(3);
        for (Signal s : values()) {
            if (s.name().equals(name) || Integer.toString(s.number).equals(name)) return s;
        }
        throw new IllegalArgumentException("no such signal: " + text);
    }

    /** {@code SIGTERM} for 15; {@code SIGRTMIN+3} or {@code signal 77} for what has no name here. */
    public static String describe(int number) {
        for (Signal s : values()) {
            if (s.number == number) return "SIG" + s.name();
        }
        return number >= 34 && number <= 64 ? "SIGRTMIN+" + (number - 34) : "signal " + number;
    }
}
