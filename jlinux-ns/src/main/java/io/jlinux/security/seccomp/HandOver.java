package io.jlinux.security.seccomp;

import java.util.List;

/**
 * How a started process waits, with its filter already in force, until its parent has taken the listener: by a futex(2) at an
 * address that only this start knows, and which nobody could use for anything but to wait for ever.
 */
final class HandOver {
    private HandOver() {}

    /** {@code futex(address, FUTEX_WAIT, 0, timeout)} is let through. */
    static SeccompRule rule(long address, long timeout) {
        return new SeccompRule(
                new SeccompRule.Call.Named("futex"),
                SeccompAction.ALLOW,
                List.of(Condition.eq(0, address), Condition.eq(1, 0), Condition.eq(2, 0), Condition.eq(3, timeout)));
    }
}
