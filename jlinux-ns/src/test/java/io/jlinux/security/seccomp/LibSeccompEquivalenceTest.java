package io.jlinux.security.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * libseccomp is given the same policies: its filter, ours and our rules decide alike.
 *
 * <p>Our filter must always decide as our rules do, which are evaluated one by one. libseccomp 2.5 merges the rules of one call into a
 * tree, and with several rules of different shapes it loses some of them: of {@code arg2 <= 3} and {@code arg2 >= 1 << 63} it then lets one
 * hold for {@code 0xfffffffe}. A difference is passed over only where {@link LibSeccompItself} shows that libseccomp contradicts itself
 * there: it is given each of the rules alone, and the policy does not do what one of those does.
 */
@Tag("pure")
@Requires({Requirement.GCC, Requirement.LIBSECCOMP})
class LibSeccompEquivalenceTest {
    private static final int POLICIES = Integer.getInteger("jlinux.seccomp.policies", 400);
    private static final int CALLS = 60;
    private static final long FIXED_SEED = 20251125;
    private static final int EEXIST = -17;

    @TempDir
    Path work;

    @Test
    void tablesAgree() throws Exception {
        try (LibSeccomp lib = LibSeccomp.start(work)) {
            List<String> different = new ArrayList<>();
            int same = 0;
            for (SeccompArch a : SeccompArch.values()) {
                for (String name : a.names()) {
                    int theirs = lib.number(a, name);
                    if (theirs < 0) continue;
                    int ours = a.number(name).orElseThrow();
                    if (ours == theirs) same++;
                    else different.add(a + " " + name + ": " + ours + ", libseccomp " + theirs);
                }
            }
            assertThat(different).isEmpty();
            assertThat(same).isGreaterThan(1700);
        }
    }

    @Test
    void decisionsAgree() throws Exception {
        decisionsAgree(Long.getLong("jlinux.seccomp.seed", FIXED_SEED));
    }

    /**
     * Another seed each time, with {@code -Djlinux.seccomp.random=true}; it is printed first, and to be given as {@code
     * -Djlinux.seccomp.seed}. Not always on: one of the first twelve did not come to its end within 90 seconds, and it is not known yet whose
     * policy, libseccomp's or ours, took that long.
     */
    @Test
    void decisionsAgreeForPoliciesThatNobodyHasSeen() throws Exception {
        assumeTrue(Boolean.getBoolean("jlinux.seccomp.random"), "-Djlinux.seccomp.random=true tries a seed of its own");
        long seed = new Random().nextLong();
        System.err.println("jlinux.seccomp.seed=" + seed);
        decisionsAgree(seed);
    }

    private void decisionsAgree(long seed) throws Exception {
        try (LibSeccomp lib = LibSeccomp.start(work)) {
            RandomPolicies policies = new RandomPolicies(seed, namesOfBoth(lib));
            Tally tally = new Tally();
            for (int i = 0; i < POLICIES; i++) {
                SeccompPolicy policy = policies.policy();
                int optimize = 1 + i % 2;
                SeccompPolicy accepted = accepted(policy, lib.build(policy, optimize));
                // once more: a refusal leaves other rules lost
                SeccompFilter theirs = lib.build(accepted, optimize).filter();
                compare(policies, accepted, theirs, new LibSeccompItself(lib, accepted, optimize), tally);
            }
            String with = "seed " + seed + ", " + tally;
            assertThat(tally.different).as(with).isEmpty();
            assertThat(tally.calls).as(with).isGreaterThan(POLICIES * CALLS / 2);
            assertThat(tally.matched).as("decided by a rule: " + with).isGreaterThan(tally.calls / 4);
        }
    }

    @Test
    void dockersProfileDecidesAlikeForEveryCall() throws Exception {
        try (LibSeccomp lib = LibSeccomp.start(work)) {
            Set<String> both = namesOfBoth(lib);
            SeccompPolicy all = DockerProfile.policy(Set.of());
            SeccompPolicyBuilder b = SeccompPolicy.builder("docker", all.defaultAction())
                    .architectures(all.architectures())
                    .badArchitecture(all.badArchitecture());
            b.rules(all.rules().stream()
                    .filter(r -> both.contains(r.call().toString()))
                    .toList());
            SeccompPolicy policy = b.build();
            LibSeccomp.Built built = lib.build(policy, 2);
            Tally tally = new Tally();
            RandomPolicies random = new RandomPolicies(7, both);
            SeccompPolicy accepted = accepted(policy, built);
            for (SeccompArch a : SeccompArch.values()) {
                int bits = a == SeccompArch.X32 ? SeccompArch.X32_BIT : 0;
                for (int n = 0; n < 600; n++) {
                    for (int k = 0; k < 4; k++)
                        one(accepted, a, n | bits, random.args(policy.rules()), built.filter(), null, tally);
                }
            }
            assertThat(tally.different).isEmpty();
        }
    }

    private static final class Tally {
        int calls;
        int matched;
        int ambiguous;
        int contradicted;
        final List<String> different = new ArrayList<>();

        @Override
        public String toString() {
            return calls + " calls, " + matched + " decided by a rule, in " + ambiguous
                    + " libseccomp takes another of the rules that hold, in " + contradicted + " it contradicts itself";
        }
    }

    /** Names with the same number, or none, on each architecture; libseccomp knows calls up to Linux 5.17. */
    private static Set<String> namesOfBoth(LibSeccomp lib) throws Exception {
        Set<String> names = new HashSet<>();
        for (SeccompArch a : SeccompArch.values()) names.addAll(a.names());
        Set<String> both = new HashSet<>();
        for (String name : names) {
            boolean same = true;
            for (SeccompArch a : SeccompArch.values()) {
                int theirs = lib.number(a, name);
                int ours = a.number(name).orElse(-1);
                same &= Math.max(theirs, -1) == ours && theirs != -1;
            }
            if (same) both.add(name);
        }
        assertThat(both).hasSizeGreaterThan(380);
        return both;
    }

    /** Without the rules that libseccomp refused as being there already. */
    private static SeccompPolicy accepted(SeccompPolicy policy, LibSeccomp.Built built) {
        List<SeccompRule> rules = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        assertThat(built.results()).hasSameSizeAs(policy.rules());
        for (int i = 0; i < policy.rules().size(); i++) {
            int result = built.results().get(i);
            SeccompRule rule = policy.rules().get(i);
            if (result == 0) rules.add(rule);
            else if (result != EEXIST) refused.add(rule + " of " + policy.architectures() + ": " + result);
        }
        assertThat(refused).isEmpty();
        return SeccompPolicy.builder("accepted", policy.defaultAction())
                .architectures(policy.architectures())
                .badArchitecture(policy.badArchitecture())
                .rules(rules)
                .build();
    }

    private static void compare(
            RandomPolicies random, SeccompPolicy policy, SeccompFilter theirs, LibSeccompItself itself, Tally tally)
            throws IOException {
        Random r = random.random();
        for (int i = 0; i < CALLS; i++) {
            if (policy.rules().isEmpty()) return;
            SeccompRule rule = policy.rules().get(r.nextInt(policy.rules().size()));
            List<SeccompRule> siblings = policy.rules().stream()
                    .filter(s -> s.call().equals(rule.call()))
                    .toList();
            List<SeccompArch> archs = List.copyOf(policy.architectures());
            SeccompArch arch =
                    r.nextInt(8) == 0 ? SeccompArch.values()[r.nextInt(5)] : archs.get(r.nextInt(archs.size()));
            int number = switch (r.nextInt(12)) {
                case 0 -> r.nextInt();
                case 1 -> -1;
                case 2 -> r.nextInt(500) | (arch == SeccompArch.X32 ? SeccompArch.X32_BIT : 0);
                default -> rule.numberOn(arch).orElse(r.nextInt(500));
            };
            one(policy, arch, number, random.args(siblings), theirs, itself, tally);
        }
    }

    private static void one(
            SeccompPolicy policy,
            SeccompArch arch,
            int number,
            long[] args,
            SeccompFilter theirs,
            @Nullable LibSeccompItself itself,
            Tally tally)
            throws IOException {
        SeccompAction filter = policy.filter().decide(arch, number, args);
        SeccompAction rules = policy.decide(arch, number, args);
        SeccompAction lib = theirs.decide(arch, number, args);
        tally.calls++;
        if (!rules.equals(policy.defaultAction()) && !rules.equals(policy.badArchitecture())) tally.matched++;
        if (filter.equals(rules) && rules.equals(lib)) return;
        if (filter.equals(rules) && itself != null) {
            switch (itself.judge(arch, number, args, lib)) {
                case ANOTHER_THAT_HOLDS -> {
                    tally.ambiguous++;
                    return;
                }
                case CONTRADICTS_ITSELF -> {
                    tally.contradicted++;
                    return;
                }
                default -> {} // it has a reason
            }
        }
        String values =
                java.util.Arrays.stream(args).mapToObj(Long::toHexString).collect(Collectors.joining(","));
        tally.different.add(arch + " " + number + " (" + values + "): filter " + filter + ", rules " + rules
                + ", libseccomp " + lib + "; " + policy.architectures() + " "
                + policy.rules().stream()
                        .filter(r -> r.numberOn(arch).orElse(-7) == number)
                        .toList());
    }
}
