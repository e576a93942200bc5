package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciSeccomp;
import io.jlinux.oci.spec.OciSeccomp.Condition;
import io.jlinux.oci.spec.OciSeccomp.Operator;
import io.jlinux.oci.spec.SeccompAction;
import io.jlinux.oci.spec.SeccompArch;
import io.jlinux.security.seccomp.SeccompFlag;
import io.jlinux.security.seccomp.SeccompPolicy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class SeccompPlannerTest {
    private static final io.jlinux.security.seccomp.SeccompArch HERE = io.jlinux.security.seccomp.SeccompArch.current();

    private static OciSeccomp seccomp(SeccompAction defaultAction, OciSeccomp.Rule... rules) {
        return new OciSeccomp(
                defaultAction,
                OptionalInt.empty(),
                List.of(SeccompArch.X86_64, SeccompArch.X86, SeccompArch.ARM, SeccompArch.S390X),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(rules));
    }

    private static OciSeccomp.Rule rule(
            SeccompAction action, OptionalInt errno, List<String> names, Condition... args) {
        return new OciSeccomp.Rule(names, action, errno, List.of(args));
    }

    private static String decide(SeccompPolicy policy, String call, long... args) {
        String action = policy.decide(HERE, call, args).orElseThrow().toString();
        assertThat(policy.filter().decide(HERE, HERE.number(call).orElseThrow(), args))
                .hasToString(action);
        return action;
    }

    @Test
    void errnosAndActionsAreTheConfigs() {
        SeccompPolicy p = SeccompPlanner.plan(seccomp(
                SeccompAction.ERRNO,
                rule(SeccompAction.ALLOW, OptionalInt.empty(), List.of("read", "no_such_call", "write")),
                rule(SeccompAction.ERRNO, OptionalInt.of(38), List.of("clone3")),
                rule(SeccompAction.ERRNO, OptionalInt.empty(), List.of("mount")),
                rule(SeccompAction.TRACE, OptionalInt.of(7), List.of("getpid")),
                rule(SeccompAction.KILL, OptionalInt.empty(), List.of("reboot"))));
        assertThat(decide(p, "read")).isEqualTo("allow");
        assertThat(decide(p, "clone3")).isEqualTo("errno ENOSYS");
        assertThat(decide(p, "mount")).isEqualTo("errno EPERM");
        assertThat(decide(p, "getpid")).isEqualTo("trace 7");
        assertThat(decide(p, "reboot")).isEqualTo("kill_thread");
        assertThat(p.decide(HERE, 500)).hasToString("errno ENOSYS");
        assertThat(p.rules()).as("the unknown, and what is done anyway").hasSize(5);
    }

    @Test
    void conditionsOnOneArgumentAreAlternativesAndOthersGoTogether() {
        SeccompPolicy p = SeccompPlanner.plan(seccomp(
                SeccompAction.ERRNO,
                rule(
                        SeccompAction.ALLOW,
                        OptionalInt.empty(),
                        List.of("socket"),
                        new Condition(0, 1, 0, Operator.EQ),
                        new Condition(0, 2, 0, Operator.EQ)),
                rule(
                        SeccompAction.ALLOW,
                        OptionalInt.empty(),
                        List.of("ioctl"),
                        new Condition(0, 1, 0, Operator.EQ),
                        new Condition(1, 0xff, 0x21, Operator.MASKED_EQ))));
        assertThat(decide(p, "socket", 1)).isEqualTo("allow");
        assertThat(decide(p, "socket", 2)).isEqualTo("allow");
        assertThat(decide(p, "socket", 3)).isEqualTo("errno EPERM");
        assertThat(decide(p, "ioctl", 1, 0x5421)).isEqualTo("allow");
        assertThat(decide(p, "ioctl", 2, 0x5421)).isEqualTo("errno EPERM");
    }

    @Test
    void architecturesAreTheKernelsAndWhatItRunsOfTheListed() {
        SeccompPolicy p = SeccompPlanner.plan(seccomp(SeccompAction.ALLOW));
        assertThat(p.architectures()).contains(HERE).isSubsetOf(HERE.family()).hasSize(2);
        assertThat(p.newerCalls()).isEmpty();
    }

    @Test
    void absentFlagsAreTheRuntimesChoiceAndEmptyOnesAreNone() {
        assertThat(SeccompPlanner.plan(seccomp(SeccompAction.ALLOW)).flags()).isSubsetOf(SeccompFlag.SPEC_ALLOW);
        OciSeccomp s = seccomp(SeccompAction.ALLOW);
        OciSeccomp empty = new OciSeccomp(
                s.defaultAction(),
                s.defaultErrnoRet(),
                s.architectures(),
                Optional.of(List.of()),
                s.listenerPath(),
                s.listenerMetadata(),
                s.syscalls());
        assertThat(SeccompPlanner.plan(empty).flags()).isEmpty();
    }
}
