package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciSeccomp;
import io.jlinux.oci.spec.SeccompAction;
import io.jlinux.security.seccomp.Condition;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompFlag;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.security.seccomp.SeccompProfile;
import io.jlinux.security.seccomp.SeccompSupport;
import io.jlinux.sys.Errno;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns {@code /linux/seccomp} into a policy, as runc understands it: unknown names are passed over; a rule that does what is done
 * anyway is none; several conditions on one argument are alternatives; without flags there is {@code SPEC_ALLOW}; calls of newer
 * kernels are {@code ENOSYS} unless everything is allowed.
 *
 * <p>Architectures that this kernel cannot run are left out: no call comes from them. An architecture that is not listed kills the
 * process.
 */
public final class SeccompPlanner {
    private static final String NAME = "linux.seccomp";

    private SeccompPlanner() {}

    /**
     * The policy.
     *
     * @throws OciConfigException for a filter that is longer than the kernel takes
     */
    public static SeccompPolicy plan(OciSeccomp seccomp) {
        var defaultAction = action(seccomp.defaultAction(), seccomp.defaultErrnoRet());
        SeccompArch kernel = SeccompArch.current();
        Set<SeccompArch> others = seccomp.architectures().stream()
                .flatMap(a -> SeccompArch.parse(a.jsonName()).stream())
                .filter(kernel.family()::contains)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(SeccompArch.class)));
        List<SeccompProfile.Entry> entries = new ArrayList<>();
        for (OciSeccomp.Rule rule : seccomp.syscalls()) {
            var action = action(rule.action(), rule.errnoRet());
            if (action.equals(defaultAction)) continue;
            Condition[] conditions =
                    rule.args().stream().map(SeccompPlanner::condition).toArray(Condition[]::new);
            entries.add(SeccompProfile.Entry.of(action, rule.names(), conditions));
        }
        SeccompProfile profile =
                new SeccompProfile(NAME, defaultAction, Map.of(kernel, others), flags(seccomp), entries);
        var builder = profile.policy(SeccompProfile.Container.here(Set.of())).toBuilder();
        if (!defaultAction.lets()) {
            builder.newerCalls(io.jlinux.security.seccomp.SeccompAction.errno(Errno.ENOSYS));
        }
        SeccompPolicy policy = builder.build();
        try {
            policy.filter();
        } catch (IllegalArgumentException e) {
            throw new OciConfigException("/linux/seccomp", "is too large: " + e.getMessage());
        }
        return policy;
    }

    private static Set<SeccompFlag> flags(OciSeccomp seccomp) {
        Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
        if (seccomp.flags().isPresent()) {
            for (OciSeccomp.Flag f : seccomp.flags().get()) flags.add(SeccompFlag.valueOf(f.name()));
        } else if (SeccompSupport.current().flags().contains(SeccompFlag.SPEC_ALLOW)) {
            flags.add(SeccompFlag.SPEC_ALLOW);
        }
        return flags;
    }

    static Condition condition(OciSeccomp.Condition c) {
        if (c.op() == OciSeccomp.Operator.MASKED_EQ) return Condition.maskedEq(c.index(), c.value(), c.valueTwo());
        return Condition.of(c.index(), Condition.Operator.valueOf(c.op().name()), c.value());
    }

    static io.jlinux.security.seccomp.SeccompAction action(SeccompAction action, OptionalInt errno) {
        return switch (action) {
            case KILL, KILL_THREAD -> io.jlinux.security.seccomp.SeccompAction.KILL_THREAD;
            case KILL_PROCESS -> io.jlinux.security.seccomp.SeccompAction.KILL_PROCESS;
            case TRAP -> io.jlinux.security.seccomp.SeccompAction.TRAP;
            case ERRNO -> io.jlinux.security.seccomp.SeccompAction.errno(errno.orElse(Errno.EPERM.number()));
            case TRACE -> io.jlinux.security.seccomp.SeccompAction.trace(errno.orElse(Errno.EPERM.number()));
            case ALLOW -> io.jlinux.security.seccomp.SeccompAction.ALLOW;
            case LOG -> io.jlinux.security.seccomp.SeccompAction.LOG;
            case NOTIFY -> io.jlinux.security.seccomp.SeccompAction.NOTIFY;
        };
    }
}
