package io.jlinux.security.seccomp.bpf;

import io.jlinux.security.seccomp.bpf.Node.Return;
import io.jlinux.security.seccomp.bpf.Node.Test;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * Makes {@link Node}s, each only once, and without questions whose answer does not matter or is known already. Not thread-safe.
 */
public final class Graph {
    /** With methods of its own: those that a record is given are assembled at run time, which takes longer than all the rest. */
    private record Key(int word, int mask, int op, int k, int yes, int no) {
        @Override
        public int hashCode() {
            return ((((word * 31 + mask) * 31 + op) * 31 + k) * 31 + yes) * 31 + no;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Key x
                    && word == x.word
                    && mask == x.mask
                    && op == x.op
                    && k == x.k
                    && yes == x.yes
                    && no == x.no;
        }
    }

    private final Map<Integer, Return> returns = new HashMap<>();
    private final Map<Key, Test> tests = new HashMap<>();
    private final IdentityHashMap<Node, Integer> ids = new IdentityHashMap<>();
    private int left;

    /**
     * A graph.
     *
     * @param budget how many nodes may be made before {@link #tooLarge()}; questions are only simplified until then
     */
    public Graph(int budget) {
        this.left = budget;
    }

    /** Whether simplifying has made copies beyond all measure. */
    public boolean tooLarge() {
        return left < 0;
    }

    /** The end with this value. */
    public Node end(int value) {
        Return made = returns.get(value);
        if (made == null) {
            made = known(new Return(value));
            returns.put(value, made);
        }
        return made;
    }

    /** {@code (word & mask) op k ? yes : no}. */
    public Node test(int word, int mask, int op, int k, Node yes, Node no) {
        Node then = yes;
        Node otherwise = no;
        while (then instanceof Test t && t.asks(word, mask, op, k)) then = t.yes;
        while (otherwise instanceof Test t && t.asks(word, mask, op, k)) otherwise = t.no;
        if (then == otherwise) return then;
        Key key = new Key(word, mask, op, k, id(then), id(otherwise));
        Test made = tests.get(key);
        if (made == null) {
            made = known(new Test(word, mask, op, k, then, otherwise));
            tests.put(key, made);
        }
        return made;
    }

    /** {@code node}, where it is known that {@code word == k}. */
    public Node given(Node node, int word, int k) {
        return tooLarge() ? node : given(node, word, k, new IdentityHashMap<>());
    }

    private Node given(Node node, int word, int k, IdentityHashMap<Node, Node> done) {
        if (!(node instanceof Test t)) return node;
        Node known = done.get(node);
        if (known != null) return known;
        Node result;
        if (t.word == word) {
            result = given(answer(t, k) ? t.yes : t.no, word, k, done);
        } else {
            result = test(t.word, t.mask, t.op, t.k, given(t.yes, word, k, done), given(t.no, word, k, done));
        }
        done.put(node, result);
        return result;
    }

    private static boolean answer(Test t, int word) {
        int a = word & t.mask;
        return switch (t.op) {
            case Bpf.JEQ -> a == t.k;
            case Bpf.JGT -> Integer.compareUnsigned(a, t.k) > 0;
            case Bpf.JGE -> Integer.compareUnsigned(a, t.k) >= 0;
            default -> (a & t.k) != 0;
        };
    }

    /** Which node each value of {@code word} leads to; {@code otherwise} for those that are not listed. */
    public Node select(int word, SortedMap<Integer, Node> values, Node otherwise) {
        return new Ranges(this, word, values, otherwise).search();
    }

    private <T extends Node> T known(T node) {
        ids.put(node, ids.size());
        left--;
        return node;
    }

    private int id(Node node) {
        Integer id = ids.get(node);
        if (id == null) throw new IllegalArgumentException("a node of another graph");
        return id;
    }
}
