package io.jlinux.security.seccomp.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * All 2^32 values of a word, as ranges that lead to the same node, and the binary search over them.
 *
 * <p>A single value within a range of another node costs one equality instead of two bounds.
 */
final class Ranges {
    private final Graph graph;
    private final int word;
    private final List<Integer> starts = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    /** {@code values} are sorted as unsigned numbers. */
    Ranges(Graph graph, int word, SortedMap<Integer, Node> values, Node otherwise) {
        this.graph = graph;
        this.word = word;
        add(0, otherwise);
        for (Map.Entry<Integer, Node> e : values.entrySet()) {
            int value = e.getKey();
            add(value, e.getValue());
            if (value != -1) add(value + 1, otherwise);
        }
        merge();
    }

    private void add(int start, Node node) {
        int last = starts.size() - 1;
        if (last >= 0 && starts.get(last) == start) nodes.set(last, node);
        else {
            starts.add(start);
            nodes.add(node);
        }
    }

    private void merge() {
        for (int i = starts.size() - 1; i > 0; i--) {
            if (nodes.get(i) == nodes.get(i - 1)) {
                starts.remove(i);
                nodes.remove(i);
            }
        }
    }

    Node search() {
        return search(0, starts.size() - 1);
    }

    private Node search(int from, int to) {
        if (from == to) return nodes.get(from);
        if (to - from == 2 && nodes.get(from) == nodes.get(to) && isSingle(from + 1)) {
            return graph.test(word, -1, Bpf.JEQ, starts.get(from + 1), nodes.get(from + 1), nodes.get(from));
        }
        int middle = (from + to + 1) / 2;
        return graph.test(word, -1, Bpf.JGE, starts.get(middle), search(middle, to), search(from, middle - 1));
    }

    private boolean isSingle(int i) {
        return i + 1 < starts.size() && starts.get(i + 1) - starts.get(i) == 1;
    }
}
