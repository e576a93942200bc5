package io.jlinux.sandbox;

import io.jlinux.security.seccomp.Condition;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.security.seccomp.SeccompPolicyBuilder;
import io.jlinux.security.seccomp.SeccompRule;
import io.jlinux.sys.Errno;
import java.util.List;

/**
 * Refuses the two calls by which a program writes into the input of a terminal, as if somebody had typed it: {@code ioctl(TIOCSTI)}, and
 * {@code ioctl(TIOCLINUX)} of the console. A session of its own is not enough where the terminal is given as a stream: nobody's
 * controlling terminal may be made one's own, and what is put into it is read by whoever uses it next.
 */
final class TerminalGuard {
    private static final long TIOCSTI = 0x5412;
    private static final long TIOCLINUX = 0x541c;

    /** The kernel takes the request for 32 bits, whatever the rest of the register is. */
    private static final long REQUEST = 0xffff_ffffL;

    private TerminalGuard() {}

    /** {@code policy}, whose one rule on ioctl allows it, without those two. */
    static SeccompPolicy of(SeccompPolicy policy) {
        SeccompAction refused = SeccompAction.errno(Errno.EPERM);
        SeccompPolicyBuilder b = SeccompPolicy.builder(policy.name(), policy.defaultAction())
                .architectures(policy.architectures())
                .badArchitecture(policy.badArchitecture());
        if (policy.newerCalls().isPresent()) b.newerCalls(policy.newerCalls().get());
        for (SeccompRule r : policy.rules()) {
            if (!(r.call() instanceof SeccompRule.Call.Named n) || !n.name().equals("ioctl")) {
                b.rules(List.of(r));
                continue;
            }
            b.rule(refused, "ioctl", Condition.maskedEq(1, REQUEST, TIOCSTI));
            b.rule(refused, "ioctl", Condition.maskedEq(1, REQUEST, TIOCLINUX));
            // with a condition that always holds: a rule without any would decide alone
            b.rule(r.action(), "ioctl", Condition.ge(1, 0));
        }
        return b.build();
    }
}
