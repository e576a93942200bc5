package io.jlinux.security.seccomp;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a decision of libseccomp that differs from ours is a mistake of libseccomp: each rule of the call is given to it alone, and
 * what it then says is held against what it says of all of them together. Nothing here depends on how we decide but the one question
 * whether libseccomp sees each single rule as we do; where it does not, that is a difference.
 */
final class LibSeccompItself {
    /** What a difference is. */
    enum Judgement {
        /** Several rules of different actions hold, and it lets another than the first decide: it promises no order. */
        ANOTHER_THAT_HOLDS,
        /**
         * Of its own single rules none that holds has this action, or one holds and it takes the default action: what it makes of all
         * of them is not what it makes of any.
         */
        CONTRADICTS_ITSELF,
        /** Neither: one of us is wrong about a rule. */
        A_DIFFERENCE
    }

    private final LibSeccomp lib;
    private final SeccompPolicy policy;
    private final int optimize;
    private final Map<SeccompRule, SeccompFilter> alone = new HashMap<>();

    LibSeccompItself(LibSeccomp lib, SeccompPolicy policy, int optimize) {
        this.lib = lib;
        this.policy = policy;
        this.optimize = optimize;
    }

    /** @param together what it says of the whole policy */
    Judgement judge(SeccompArch arch, int number, long[] args, SeccompAction together) throws IOException {
        CallRules ours = policy.calls(arch).get(number);
        // one rule is not merged with any, and one without conditions decides alone
        boolean merged = policy.architectures().contains(arch)
                && ours != null
                && ours.conditional().size() > 1;
        if (!merged) return Judgement.A_DIFFERENCE;
        SeccompPolicy[] singles = policy.rules().stream()
                .map(this::only)
                .filter(p -> p.calls(arch).containsKey(number))
                .toArray(SeccompPolicy[]::new);
        int holding = 0;
        boolean ofThisAction = false;
        for (SeccompPolicy single : singles) {
            SeccompAction theirs = filterOf(single).decide(arch, number, args);
            if (!theirs.equals(single.decide(arch, number, args))) return Judgement.A_DIFFERENCE;
            if (theirs.equals(policy.defaultAction())) continue;
            holding++;
            ofThisAction |= theirs.equals(together);
        }
        if (ofThisAction) return holding > 1 ? Judgement.ANOTHER_THAT_HOLDS : Judgement.A_DIFFERENCE;
        boolean saysNone = together.equals(policy.defaultAction());
        return saysNone && holding == 0 ? Judgement.A_DIFFERENCE : Judgement.CONTRADICTS_ITSELF;
    }

    private SeccompPolicy only(SeccompRule rule) {
        return SeccompPolicy.builder("alone", policy.defaultAction())
                .architectures(policy.architectures())
                .badArchitecture(policy.badArchitecture())
                .rules(List.of(rule))
                .build();
    }

    private SeccompFilter filterOf(SeccompPolicy single) throws IOException {
        SeccompRule rule = single.rules().get(0);
        SeccompFilter known = alone.get(rule);
        if (known == null) {
            known = lib.build(single, optimize).filter();
            alone.put(rule, known);
        }
        return known;
    }
}
