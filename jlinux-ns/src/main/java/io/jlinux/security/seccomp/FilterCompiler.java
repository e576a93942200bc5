package io.jlinux.security.seccomp;

import io.jlinux.security.seccomp.bpf.Bpf;
import io.jlinux.security.seccomp.bpf.BpfProgram;
import io.jlinux.security.seccomp.bpf.Graph;
import io.jlinux.security.seccomp.bpf.Layout;
import io.jlinux.security.seccomp.bpf.Node;
import io.jlinux.sys.raw.Uninterrupted;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Turns a policy into a program: first the architecture, then a binary search over ranges of numbers that lead to the same, then the
 * conditions of that call.
 */
final class FilterCompiler {
    /** How many nodes simplifying may make; 300 calls on three architectures take 500. */
    private static final int BUDGET = 20_000;

    /** More rules on one call nest deeper than a usual stack. */
    private static final int DEEP = 300;

    /** With more rules on one call, it takes long to simplify them. */
    private static final int MANY = 64;

    private static final long DEEP_STACK = 256L << 20;

    private final SeccompPolicy policy;
    private final Optional<SeccompRule> handOver;
    private final Graph graph;
    private boolean simplifies;

    private FilterCompiler(SeccompPolicy policy, Optional<SeccompRule> handOver, int budget) {
        this.policy = policy;
        this.handOver = handOver;
        this.graph = new Graph(budget);
    }

    /**
     * The program.
     *
     * @param handOver what is let through beside the policy
     * @throws IllegalArgumentException for one that is longer than the kernel takes
     */
    static BpfProgram compile(SeccompPolicy policy, Optional<SeccompRule> handOver) {
        if (mostOfOneCall(policy) < DEEP) return shortest(policy, handOver);
        FutureTask<BpfProgram> task = new FutureTask<>(() -> shortest(policy, handOver));
        Thread thread = new Thread(null, task, "jlinux-seccomp", DEEP_STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return Uninterrupted.get(task);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) throw r;
            throw new IllegalStateException(e.getCause());
        }
    }

    private static int mostOfOneCall(SeccompPolicy policy) {
        if (policy.rules().size() < DEEP) return 0;
        int most = 0;
        for (SeccompArch a : policy.architectures()) {
            for (CallRules r : policy.calls(a).values())
                most = Math.max(most, r.conditional().size());
        }
        return most;
    }

    /** What is known is made use of, at the price of copies; where these get too many, there is the plain form. */
    private static BpfProgram shortest(SeccompPolicy policy, Optional<SeccompRule> handOver) {
        try {
            return new FilterCompiler(policy, handOver, BUDGET).compile();
        } catch (IllegalArgumentException e) {
            return new FilterCompiler(policy, handOver, 0).compile();
        }
    }

    private BpfProgram compile() {
        Set<SeccompArch> archs = policy.architectures();
        Node root = end(policy.badArchitecture());
        for (SeccompArch a : List.of(SeccompArch.ARM, SeccompArch.I386, SeccompArch.AARCH64)) {
            if (archs.contains(a)) root = ofArchitecture(a, numbers(a), root);
        }
        if (archs.contains(SeccompArch.X86_64) || archs.contains(SeccompArch.X32)) {
            root = ofArchitecture(SeccompArch.X86_64, x86(archs), root);
        }
        return Layout.of(root);
    }

    private Node ofArchitecture(SeccompArch arch, Node yes, Node no) {
        return graph.test(Bpf.ARCHITECTURE, -1, Bpf.JEQ, arch.audit(), yes, no);
    }

    /** x86_64 and x32 share an architecture. The number -1 is a call that a tracer has taken away: it is nobody's. */
    private Node x86(Set<SeccompArch> archs) {
        Node bad = end(policy.badArchitecture());
        Node wide = archs.contains(SeccompArch.X86_64) ? numbers(SeccompArch.X86_64) : bad;
        Node x32 = archs.contains(SeccompArch.X32)
                ? numbers(SeccompArch.X32)
                : graph.test(Bpf.NUMBER, -1, Bpf.JEQ, -1, end(policy.defaultAction()), bad);
        return graph.test(Bpf.NUMBER, -1, Bpf.JGE, SeccompArch.X32_BIT, x32, wide);
    }

    private Node numbers(SeccompArch arch) {
        SortedMap<Integer, Node> nodes = new TreeMap<>(Unsigned.ORDER);
        for (Map.Entry<Integer, CallRules> e : policy.calls(arch).entrySet()) {
            CallRules r = e.getValue();
            nodes.put(e.getKey(), conditional(r.conditional(), arch.narrow(), end(r.otherwise())));
        }
        if (handOver.isPresent() && arch == SeccompArch.current()) {
            int futex = arch.number("futex").orElseThrow();
            Node rest = nodes.getOrDefault(futex, end(policy.defaultAction()));
            nodes.put(futex, conditional(List.of(handOver.get()), false, rest));
        }
        return graph.select(Bpf.NUMBER, nodes, end(policy.defaultAction()));
    }

    private Node end(SeccompAction action) {
        return graph.end(action.toKernel());
    }

    private Node given(Node node, int word, int value) {
        return simplifies ? graph.given(node, word, value) : node;
    }

    private Node conditional(List<SeccompRule> rules, boolean narrow, Node otherwise) {
        simplifies = rules.size() <= MANY;
        Node node = otherwise;
        int to = rules.size();
        while (to > 0) {
            int from = to - 1;
            while (from > 0 && oneEquality(rules.get(from - 1), rules.get(to - 1))) from--;
            node = oneEquality(rules.get(from), rules.get(to - 1))
                    ? equalities(rules.subList(from, to), narrow, node)
                    : rule(rules.get(from), narrow, node);
            to = from;
        }
        return node;
    }

    /** Whether both are nothing but equalities of the same argument. */
    private static boolean oneEquality(SeccompRule a, SeccompRule b) {
        return a.conditions().size() == 1
                && b.conditions().size() == 1
                && a.conditions().get(0).operator() == Condition.Operator.EQ
                && b.conditions().get(0).operator() == Condition.Operator.EQ
                && a.conditions().get(0).index() == b.conditions().get(0).index();
    }

    /** A search over the values, upper half first. */
    private Node equalities(List<SeccompRule> rules, boolean narrow, Node otherwise) {
        SortedMap<Integer, SortedMap<Integer, Node>> byHigh = new TreeMap<>(Unsigned.ORDER);
        Condition first = rules.get(0).conditions().get(0);
        for (SeccompRule r : rules) {
            long value = r.conditions().get(0).value();
            int high = narrow ? 0 : (int) (value >>> 32);
            SortedMap<Integer, Node> lows = byHigh.get(high);
            if (lows == null) {
                lows = new TreeMap<>(Unsigned.ORDER);
                byHigh.put(high, lows);
            }
            lows.putIfAbsent((int) value, end(r.action()));
        }
        if (narrow) return graph.select(first.lowWord(), Objects.requireNonNull(byHigh.get(0)), otherwise);
        SortedMap<Integer, Node> highs = new TreeMap<>(Unsigned.ORDER);
        for (Map.Entry<Integer, SortedMap<Integer, Node>> e : byHigh.entrySet()) {
            Node rest = given(otherwise, first.highWord(), e.getKey());
            highs.put(e.getKey(), graph.select(first.lowWord(), e.getValue(), rest));
        }
        return graph.select(first.highWord(), highs, otherwise);
    }

    private Node rule(SeccompRule rule, boolean narrow, Node otherwise) {
        Node node = end(rule.action());
        for (int i = rule.conditions().size() - 1; i >= 0; i--) {
            node = condition(rule.conditions().get(i), narrow, node, otherwise);
        }
        return node;
    }

    private Node condition(Condition c, boolean narrow, Node yes, Node no) {
        return switch (c.operator()) {
            case EQ, MASKED_EQ -> equal(c, narrow, yes, no);
            case NE -> equal(c, narrow, no, yes);
            case GT -> greater(c, Bpf.JGT, narrow, yes, no);
            case GE -> greater(c, Bpf.JGE, narrow, yes, no);
            case LT -> greater(c, Bpf.JGE, narrow, no, yes);
            case LE -> greater(c, Bpf.JGT, narrow, no, yes);
        };
    }

    private Node equal(Condition c, boolean narrow, Node yes, Node no) {
        int high = (int) (c.value() >>> 32);
        int highMask = (int) (c.mask() >>> 32);
        boolean all = highMask == -1;
        Node known = all ? given(no, c.highWord(), high) : no;
        if (narrow) return word(c.lowWord(), (int) c.mask(), (int) c.value(), yes, no);
        Node low = word(c.lowWord(), (int) c.mask(), (int) c.value(), yes, known);
        return word(c.highWord(), highMask, high, low, no);
    }

    private Node word(int word, int mask, int value, Node yes, Node no) {
        return mask == 0 ? yes : graph.test(word, mask, Bpf.JEQ, value, yes, no);
    }

    private Node greater(Condition c, int op, boolean narrow, Node yes, Node no) {
        int low = (int) c.value();
        if (narrow) return graph.test(c.lowWord(), -1, op, low, yes, no);
        int high = (int) (c.value() >>> 32);
        Node knownYes = given(yes, c.highWord(), high);
        Node knownNo = given(no, c.highWord(), high);
        Node same = graph.test(c.lowWord(), -1, op, low, knownYes, knownNo);
        Node notAbove = graph.test(c.highWord(), -1, Bpf.JEQ, high, same, no);
        return graph.test(c.highWord(), -1, Bpf.JGT, high, yes, notAbove);
    }
}
