package io.jlinux.security.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a policy says of one number of one architecture, as libseccomp would have it: the first rule without conditions decides
 * alone; without such a rule, the first whose conditions hold.
 */
final class CallRules {
    /** Rules with conditions, in their order; empty once one without conditions has decided. */
    private final List<SeccompRule> rules = new ArrayList<>();

    private SeccompAction otherwise;
    private boolean decided;

    private CallRules(SeccompAction otherwise) {
        this.otherwise = otherwise;
    }

    /** The rules of one architecture by number, sorted as unsigned numbers. */
    static SortedMap<Integer, CallRules> of(SeccompPolicy policy, SeccompArch arch) {
        SortedMap<Integer, CallRules> all = new TreeMap<>(Unsigned.ORDER);
        SeccompAction otherwise = policy.defaultAction();
        if (policy.newerCalls().isPresent()) {
            SeccompAction newer = policy.newerCalls().get();
            for (int n : NewerCalls.of(arch)) all.put(n, new CallRules(newer));
        }
        for (SeccompRule rule : policy.rules()) {
            OptionalInt number = rule.numberOn(arch);
            if (number.isPresent()) add(all, number.getAsInt(), rule, otherwise, arch.narrow());
            if (arch != SeccompArch.I386) continue;
            Optional<SeccompRule> m = Multiplexed.rule(rule);
            if (m.isPresent()) add(all, m.get().numberOn(arch).orElseThrow(), m.get(), otherwise, true);
        }
        return all;
    }

    private static void add(
            Map<Integer, CallRules> all, int number, SeccompRule rule, SeccompAction otherwise, boolean narrow) {
        CallRules c = all.get(number);
        if (c == null || c.isOfNewer()) {
            c = new CallRules(otherwise);
            all.put(number, c);
        }
        c.add(rule, narrow);
    }

    private boolean isOfNewer() {
        return !decided && rules.isEmpty();
    }

    private void add(SeccompRule rule, boolean narrow) {
        if (decided) return;
        if (rule.always(narrow)) {
            decided = true;
            otherwise = rule.action();
            rules.clear();
        } else {
            rules.add(rule);
        }
    }

    /** Rules with conditions: the first that holds decides. */
    List<SeccompRule> conditional() {
        return rules;
    }

    /** What decides when none of them holds. */
    SeccompAction otherwise() {
        return otherwise;
    }

    SeccompAction decide(boolean narrow, long[] args) {
        for (SeccompRule r : rules) {
            if (r.holds(args, narrow)) return r.action();
        }
        return otherwise;
    }
}
