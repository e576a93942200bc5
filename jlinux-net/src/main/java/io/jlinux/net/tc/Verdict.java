package io.jlinux.net.tc;

import java.util.Optional;

/**
 * What becomes of a packet after an action ({@code TC_ACT_*}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-actions.8.html">tc-actions(8)</a>
 */
public enum Verdict {
    /** The next filter is asked. */
    CONTINUE(-1),
    /** It goes on its way, to the class of the filter. */
    PASS(0),
    /** All filters are asked again, from the first on. */
    RECLASSIFY(1),
    DROP(2),
    /** The next action of the filter is done. */
    PIPE(3),
    /** It is gone from here: another link has it. */
    STOLEN(4);

    private final int number;

    Verdict(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<Verdict> of(int number) {
        return number >= -1 && number < values().length - 1 ? Optional.of(values()[number + 1]) : Optional.empty();
    }
}
