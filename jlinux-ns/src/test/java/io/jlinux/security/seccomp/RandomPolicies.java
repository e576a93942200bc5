package io.jlinux.security.seccomp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Random policies and calls, with values that lie close to one another and to the edges of words. */
final class RandomPolicies {
    private static final SeccompAction[] ACTIONS = {
        SeccompAction.ALLOW,
        SeccompAction.LOG,
        SeccompAction.TRAP,
        SeccompAction.KILL_THREAD,
        SeccompAction.KILL_PROCESS,
        SeccompAction.NOTIFY,
        SeccompAction.errno(1),
        SeccompAction.errno(38),
        SeccompAction.errno(4094),
        SeccompAction.trace(0),
        SeccompAction.trace(0xffff)
    };
    private static final long[] EDGES = {
        0,
        1,
        2,
        3,
        0xff,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_fffeL,
        0xffff_ffffL,
        0x1_0000_0000L,
        0x1_0000_0001L,
        0x2_0000_0000L,
        0x7fff_ffff_ffff_ffffL,
        0x8000_0000_0000_0000L,
        0xffff_ffff_0000_0000L,
        -2,
        -1
    };

    private final Random random;
    private final List<String> names;

    RandomPolicies(long seed, Set<String> names) {
        this.random = new Random(seed);
        this.names = new ArrayList<>(new TreeSet<>(names));
    }

    SeccompPolicy policy() {
        SeccompAction otherwise = ACTIONS[random.nextInt(ACTIONS.length)];
        Set<SeccompArch> archs = EnumSet.noneOf(SeccompArch.class);
        archs.add(SeccompArch.values()[random.nextInt(5)]);
        for (SeccompArch a : SeccompArch.values()) if (random.nextInt(3) == 0) archs.add(a);
        boolean narrow = archs.stream().anyMatch(SeccompArch::narrow);
        SeccompPolicyBuilder b = SeccompPolicy.builder("random", otherwise)
                .architectures(archs)
                .badArchitecture(ACTIONS[random.nextInt(ACTIONS.length)]);
        boolean large = random.nextInt(8) == 0;
        int calls = 1 + random.nextInt(large ? names.size() : 25);
        int conditional = large ? random.nextInt(2) : random.nextInt(4);
        for (int i = 0; i < calls; i++) {
            String name = names.get(random.nextInt(names.size()));
            // a call that an architecture lacks makes libseccomp 2.5 lose the load of the number
            if (archs.stream().anyMatch(a -> a.number(name).isEmpty())) continue;
            int rules = random.nextInt(large ? 20 : 4) < conditional ? 1 + random.nextInt(6) : 0;
            SeccompAction action = action(otherwise);
            if (rules == 0) b.rule(action, name);
            boolean mixed = random.nextInt(4) == 0;
            int equal = random.nextInt(2) == 0 ? random.nextInt(6) : -1;
            for (int r = 0; r < rules; r++) {
                if (equal >= 0) b.rule(action, name, Condition.eq(equal, value()));
                else b.rule(mixed ? action(otherwise) : action, name, conditions(narrow));
            }
        }
        return b.build();
    }

    /** libseccomp refuses rules that do what is done anyway. */
    private SeccompAction action(SeccompAction otherwise) {
        SeccompAction a;
        do a = ACTIONS[random.nextInt(ACTIONS.length)];
        while (a.equals(otherwise));
        return a;
    }

    private List<Condition> conditions(boolean narrow) {
        List<Integer> indexes = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
        java.util.Collections.shuffle(indexes, random);
        int n = random.nextInt(3) != 0 ? 1 : 1 + random.nextInt(4);
        List<Condition> list = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Condition.Operator op = Condition.Operator.values()[random.nextInt(7)];
            // libseccomp 2.5 takes <= for > behind another comparison, where arguments have 32 bits
            if (narrow && n > 1 && op == Condition.Operator.LE) op = Condition.Operator.LT;
            list.add(
                    op == Condition.Operator.MASKED_EQ
                            ? Condition.maskedEq(indexes.get(i), value(), value())
                            : Condition.of(indexes.get(i), op, value()));
        }
        return list;
    }

    private long value() {
        long v = random.nextInt(8) == 0 ? random.nextLong() : EDGES[random.nextInt(EDGES.length)];
        return random.nextInt(6) == 0 ? v + random.nextInt(3) - 1 : v;
    }

    /** A call's arguments: often what a rule asks for, or next to it. */
    long[] args(List<SeccompRule> rules) {
        long[] args = new long[6];
        for (int i = 0; i < 6; i++) args[i] = value();
        if (rules.isEmpty()) return args;
        for (Condition c : rules.get(random.nextInt(rules.size())).conditions()) {
            long noise = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : 0;
            if (c.operator() == Condition.Operator.MASKED_EQ) {
                args[c.index()] = c.value() | (value() & ~c.mask());
            } else if (random.nextInt(5) != 0) {
                args[c.index()] = c.value() + noise;
            }
        }
        return args;
    }

    Random random() {
        return random;
    }
}
