package io.jlinux.net;

import java.util.Optional;

/**
 * What a rule does with a packet ({@code FR_ACT_*}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-rule.8.html">ip-rule(8)</a>
 */
public enum RuleAction {
    /** Looks up a table. */
    LOOKUP(1),
    /** Goes on with a later rule. */
    GOTO(2),
    /** Nothing. */
    NOP(3),
    /** Drops it without a word. */
    BLACKHOLE(6),
    UNREACHABLE(7),
    PROHIBIT(8);

    private final int number;

    RuleAction(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<RuleAction> of(int number) {
        for (RuleAction a : values()) {
            if (a.number == number) return Optional.of(a);
        }
        return Optional.empty();
    }
}
