package io.jlinux.security.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.security.Capability;
import io.jlinux.security.seccomp.SeccompProfile.Container;
import io.jlinux.sys.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class SeccompPolicyTest {
    private static final SeccompArch X = SeccompArch.X86_64;
    private static final SeccompAction NO = SeccompAction.errno(1);

    private static SeccompPolicyBuilder allowing(SeccompArch... archs) {
        return SeccompPolicy.builder("test", SeccompAction.ALLOW).architectures(archs);
    }

    /** The rules and the compiled filter say the same. */
    private static SeccompAction decide(SeccompPolicy p, SeccompArch arch, int number, long... args) {
        SeccompAction action = p.decide(arch, number, args);
        assertThat(p.filter().decide(arch, number, args)).isEqualTo(action);
        return action;
    }

    private static SeccompAction decide(SeccompPolicy p, SeccompArch arch, String call, long... args) {
        return decide(p, arch, arch.number(call).orElseThrow(), args);
    }

    @Test
    void aRuleWithoutConditionsDecidesAloneAndTheOthersAreShadowed() {
        SeccompPolicy p = allowing(X)
                .rule(SeccompAction.errno(5), "mount", Condition.eq(0, 1))
                .rule(NO, "mount")
                .rule(SeccompAction.TRAP, "mount")
                .build();
        assertThat(decide(p, X, "mount", 1)).isEqualTo(NO);
        assertThat(p.shadowed()).hasSize(2).doesNotContain(p.rules().get(1));
    }

    @Test
    void ofRulesWithConditionsTheFirstThatHoldsDecides() {
        SeccompPolicy p = allowing(X)
                .rule(SeccompAction.errno(5), "mount", Condition.ge(0, 10), Condition.ne(3, 7))
                .rule(SeccompAction.errno(6), "mount", Condition.maskedEq(0, 0xf0, 0x10))
                .build();
        assertThat(decide(p, X, "mount", 0x18)).isEqualTo(SeccompAction.errno(5));
        assertThat(decide(p, X, "mount", 0x18, 0, 0, 7)).isEqualTo(SeccompAction.errno(6));
        assertThat(decide(p, X, "mount", 9)).isEqualTo(SeccompAction.ALLOW);
        assertThat(p.shadowed()).isEmpty();
    }

    @Test
    void severalConditionsOnOneArgumentGoTogether() {
        SeccompPolicy p = allowing(X)
                .rule(NO, "lseek", Condition.gt(1, 0xffff_ffffL), Condition.le(1, 0x2_0000_0000L))
                .build();
        assertThat(decide(p, X, "lseek", 0, 0x1_0000_0000L)).isEqualTo(NO);
        assertThat(decide(p, X, "lseek", 0, 0x2_0000_0000L)).isEqualTo(NO);
        assertThat(decide(p, X, "lseek", 0, 0x2_0000_0001L)).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(p, X, "lseek", 0, 0xffff_ffffL)).isEqualTo(SeccompAction.ALLOW);
    }

    @Test
    void everyComparisonIsRightAroundEachEdgeOfBothHalves() {
        long[] edges = {
            0, 1, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, 0x1_0000_0000L, Long.MAX_VALUE, Long.MIN_VALUE, -1
        };
        for (SeccompArch arch : List.of(X, SeccompArch.I386)) {
            for (Condition.Operator op : Condition.Operator.values()) {
                for (long edge : edges) {
                    Condition c = op == Condition.Operator.MASKED_EQ
                            ? Condition.maskedEq(2, edge, edge)
                            : Condition.of(2, op, edge);
                    SeccompPolicy p = allowing(arch).rule(NO, "ioctl", c).build();
                    for (long other : edges) {
                        for (int d = -1; d <= 1; d++) decide(p, arch, "ioctl", 0, 0, other + d);
                    }
                }
            }
        }
    }

    @Test
    void manyCallsMakeFewRangesAndAShortSearch() {
        SeccompPolicyBuilder b = SeccompPolicy.builder("half", NO).architectures(X);
        for (String name : X.names()) if (X.number(name).orElseThrow() < 300) b.allow(name);
        SeccompPolicy p = b.build();
        assertThat(p.filter().size())
                .as(String.join("\n", p.filter().disassemble()))
                .isLessThan(12);
        SeccompPolicy docker = DockerProfile.policy(Set.of());
        int longest = 0;
        for (int n = 0; n < 512; n++)
            longest = Math.max(longest, docker.filter().steps(X, n, -1, -1, -1, -1, -1, -1));
        assertThat(docker.filter().size()).isLessThan(700);
        assertThat(longest).isLessThan(30);
    }

    @Test
    void jumpsBeyond255InstructionsArrive() {
        Random random = new Random(1);
        SeccompPolicyBuilder b =
                SeccompPolicy.builder("far", SeccompAction.TRAP).architectures(X);
        List<String> names = new ArrayList<>(new TreeSet<>(X.names())).subList(0, 330);
        for (String name : names) {
            b.rule(
                    SeccompAction.errno(1 + random.nextInt(200)),
                    name,
                    Condition.eq(random.nextInt(6), random.nextLong()),
                    Condition.lt(random.nextInt(6), random.nextLong()));
        }
        SeccompPolicy p = b.build();
        assertThat(p.filter().size()).isGreaterThan(2000).isLessThanOrEqualTo(4096);
        for (SeccompRule r : p.rules()) {
            int number = r.numberOn(X).orElseThrow();
            long[] args = new long[6];
            args[r.conditions().get(0).index()] = r.conditions().get(0).value();
            decide(p, X, number, args);
            decide(p, X, number, -1, -1, -1, -1, -1, -1);
        }
    }

    @Test
    void aThousandValuesOfOneArgumentAreASearch() {
        SeccompPolicyBuilder b = allowing(X);
        for (int i = 0; i < 1000; i++) b.rule(NO, "ioctl", Condition.eq(1, 3L * i));
        SeccompPolicy p = b.build();
        for (int i = 0; i < 3005; i++) decide(p, X, "ioctl", 0, i);
        assertThat(p.filter().steps(X, X.number("ioctl").orElseThrow(), 0, 1500))
                .isLessThan(25);
    }

    @Test
    void moreThanTheKernelTakesIsRefused() {
        SeccompPolicyBuilder b = allowing(X);
        for (int i = 0; i < 3000; i++) b.rule(NO, "ioctl", Condition.eq(1, i * 77777L), Condition.gt(2, i));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.build().filter())
                .withMessageContaining("4096");
    }

    @Test
    void architecturesHaveNumbersOfTheirOwn() {
        SeccompPolicy p = SeccompPolicy.builder("test", SeccompAction.ALLOW)
                .architectures(X, SeccompArch.I386)
                .badArchitecture(SeccompAction.TRAP)
                .deny(Errno.EPERM, "mount")
                .build();
        assertThat(decide(p, X, 165)).isEqualTo(NO);
        assertThat(decide(p, SeccompArch.I386, 21)).isEqualTo(NO);
        assertThat(decide(p, SeccompArch.I386, 165)).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(p, X, 165 | 0x4000_0000)).isEqualTo(SeccompAction.TRAP);
        assertThat(decide(p, SeccompArch.AARCH64, 165)).isEqualTo(SeccompAction.TRAP);
        assertThat(decide(p, X, -1)).as("a call that a tracer took away").isEqualTo(SeccompAction.ALLOW);
    }

    @Test
    void callsOfI386ComeThroughTheirMultiplexerToo() {
        SeccompPolicy p = allowing(SeccompArch.I386)
                .deny(Errno.EPERM, "connect", "shmget")
                .build();
        assertThat(decide(p, SeccompArch.I386, "socketcall", 3)).isEqualTo(NO);
        assertThat(decide(p, SeccompArch.I386, "socketcall", 2)).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(p, SeccompArch.I386, "ipc", 23)).isEqualTo(NO);
    }

    @Test
    void rulesByNumberAreOfOneArchitecture() {
        SeccompPolicy p = allowing(X, SeccompArch.X32)
                .rule(NO, X, 999)
                .rule(NO, SeccompArch.X32, 888)
                .build();
        assertThat(decide(p, X, 999)).isEqualTo(NO);
        assertThat(decide(p, X, 888)).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(p, SeccompArch.X32, 888 | 0x4000_0000)).isEqualTo(NO);
    }

    @Test
    void anUnknownNameIsAnErrorOrSkippedAsTheCallerSays() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allowing(X).deny(Errno.EPERM, "mont").build())
                .withMessageContaining("mont");
        SeccompPolicyBuilder skipping = allowing(X).skipUnknown().deny(Errno.EPERM, "mont", "mount");
        assertThat(skipping.build().rules()).hasSize(1);
        assertThat(skipping.unknown()).containsExactly("mont");
    }

    @Test
    void newerCallsCanBeMissingInsteadOfRefused() {
        SeccompPolicy p = SeccompPolicy.builder("test", NO)
                .architectures(X, SeccompArch.X32)
                .newerCalls(SeccompAction.errno(Errno.ENOSYS))
                .allow("read")
                .rule(SeccompAction.ALLOW, X, 505)
                .build();
        assertThat(decide(p, X, 511)).isEqualTo(SeccompAction.errno(38));
        assertThat(decide(p, X, 512)).isEqualTo(NO);
        assertThat(decide(p, X, 505)).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(p, X, 335)).isEqualTo(NO);
        assertThat(decide(p, SeccompArch.X32, 511 | 0x4000_0000)).isEqualTo(SeccompAction.errno(38));
        assertThat(decide(p, SeccompArch.X32, 513 | 0x4000_0000)).isEqualTo(NO);
    }

    @Test
    void equalPoliciesShareOneFilter() {
        SeccompPolicy a = DockerProfile.policy(Set.of());
        SeccompPolicy b = DockerProfile.policy(Set.of());
        assertThat(a).isEqualTo(b).isNotSameAs(b);
        assertThat(a.filter()).isSameAs(b.filter()).isSameAs(a.filter());
        assertThat(a).isNotEqualTo(DockerProfile.policy(Set.of(Capability.SYS_ADMIN)));
    }

    @Test
    void capabilitiesOpenWhatBelongsToThem() {
        SeccompArch here = SeccompArch.current();
        SeccompPolicy none = DockerProfile.policy(Set.of());
        SeccompPolicy admin = DockerProfile.policy(Set.of(Capability.SYS_ADMIN, Capability.SYS_TIME));
        assertThat(decide(none, here, "mount")).isEqualTo(NO);
        assertThat(decide(none, here, "clone", 0x1200011)).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(none, here, "clone", 0x10000011)).isEqualTo(NO);
        assertThat(decide(none, here, "clone3")).isEqualTo(SeccompAction.errno(Errno.ENOSYS));
        assertThat(decide(admin, here, "mount")).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(admin, here, "clone", 0x10000011)).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(admin, here, "clone3")).isEqualTo(SeccompAction.ALLOW);
        assertThat(decide(admin, here, "settimeofday")).isEqualTo(SeccompAction.ALLOW);
        Container old = new Container(Set.of(), SeccompArch.AARCH64, KernelVersion.parse("4.7.9"));
        SeccompPolicy aarch64 = DockerProfile.profile().policy(old);
        assertThat(decide(aarch64, SeccompArch.AARCH64, "ptrace")).isEqualTo(NO);
        assertThat(decide(aarch64, SeccompArch.ARM, "set_tls")).isEqualTo(SeccompAction.ALLOW);
        assertThat(aarch64.architectures()).containsExactlyInAnyOrder(SeccompArch.AARCH64, SeccompArch.ARM);
    }

    @Test
    void theTextNamesWordsValuesAndActions() {
        SeccompPolicy p = allowing(X).rule(NO, "ioctl", Condition.eq(1, 0x5412)).build();
        assertThat(String.join("\n", p.filter().disassemble()))
                .contains(
                        "load arch", "if nr == 16 ", "load arg1.high", "if arg1.low == 0x5412 ", "return errno EPERM");
        assertThat(p).hasToString("test: allow, 1 rule, " + p.filter().size() + " instructions");
        assertThat(p.rules().get(0)).hasToString("ioctl if arg1 == 0x5412: errno EPERM");
    }
}
