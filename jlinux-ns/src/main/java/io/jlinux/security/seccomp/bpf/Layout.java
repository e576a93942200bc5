package io.jlinux.security.seccomp.bpf;

import io.jlinux.security.seccomp.bpf.Node.Return;
import io.jlinux.security.seccomp.bpf.Node.Test;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays a graph out as a program. Jumps only go forward, so it is written from its end: when a question is written, both of its
 * answers are there already, at a known distance.
 *
 * <p>A question has up to two entrances: one that loads its word, and behind it one for those who come with the word loaded.
 * Where a conditional jump does not reach ({@value Bpf#MAX_JUMP}), an end is written once more, and a question gets a long jump.
 */
public final class Layout {
    private static final int OUT = Bpf.MAX_INSTRUCTIONS * 4;

    private final IdentityHashMap<Node, Integer> loading = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Integer> loaded = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Boolean> needsLoad = new IdentityHashMap<>();

    /** Backwards: the last instruction is the first. */
    private long[] code = new long[256];

    private int size;

    private Layout() {}

    /**
     * The program of {@code root}.
     *
     * @throws IllegalArgumentException for one that is longer than the kernel takes
     */
    public static BpfProgram of(Node root) {
        Layout layout = new Layout();
        layout.findLoads(root, null);
        layout.write(root);
        if (layout.size > Bpf.MAX_INSTRUCTIONS) {
            throw new IllegalArgumentException("a filter of " + (layout.size >= OUT ? "more than " : "") + layout.size
                    + " instructions; the kernel takes " + Bpf.MAX_INSTRUCTIONS);
        }
        long[] forward = new long[layout.size];
        for (int i = 0; i < forward.length; i++) forward[i] = layout.code[layout.size - 1 - i];
        return new BpfProgram(forward);
    }

    /** Which questions are reached by somebody who does not have their word. */
    private void findLoads(Node node, @Nullable Test from) {
        if (!(node instanceof Test t)) return;
        boolean load = from == null || !from.keeps(t.word);
        Boolean before = needsLoad.get(t);
        needsLoad.put(t, load || (before != null && before));
        if (before != null) return;
        findLoads(t.yes, t);
        findLoads(t.no, t);
    }

    private void write(Node node) {
        if (size >= OUT || loaded.containsKey(node)) return;
        if (node instanceof Return r) {
            end(r);
            return;
        }
        Test t = (Test) node;
        write(t.yes);
        write(t.no);
        if (size >= OUT) return;
        int no = target(t, t.no);
        // one less than the reach: a long jump for the other answer may come between
        if (size - no > Bpf.MAX_JUMP) no = nearer(t.no, no);
        int yes = target(t, t.yes);
        if (size - yes > Bpf.MAX_JUMP + 1) yes = nearer(t.yes, yes);
        push(BpfProgram.instruction(Bpf.JMP | t.op, size - yes - 1, size - no - 1, t.k));
        if (t.mask != -1) push(BpfProgram.instruction(Bpf.ALU | Bpf.AND, 0, 0, t.mask));
        loaded.put(t, size - 1);
        if (Boolean.TRUE.equals(needsLoad.get(t))) push(BpfProgram.instruction(Bpf.LD | Bpf.ABS, 0, 0, t.word));
        loading.put(t, size - 1);
    }

    private void end(Return r) {
        push(BpfProgram.instruction(Bpf.RET, 0, 0, r.value));
        loaded.put(r, size - 1);
        loading.put(r, size - 1);
    }

    private int target(Test from, Node to) {
        Map<Node, Integer> entrances = to instanceof Test t && from.keeps(t.word) ? loaded : loading;
        Integer at = entrances.get(to);
        if (at == null) throw new IllegalStateException("an answer is not written yet");
        return at;
    }

    /** A way to {@code node} that is near: the end itself, or a long jump to {@code at}. */
    private int nearer(Node node, int at) {
        if (node instanceof Return r) end(r);
        else push(BpfProgram.instruction(Bpf.JMP | Bpf.JA, 0, 0, size - at - 1));
        return size - 1;
    }

    private void push(long instruction) {
        if (size == code.length) code = Arrays.copyOf(code, 2 * size);
        code[size++] = instruction;
    }
}
