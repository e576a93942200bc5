package io.jlinux.security.seccomp.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A program as text, one line an instruction: {@code 0004  if nr >= 56 goto 12}. */
public final class BpfText {
    private BpfText() {}

    /**
     * The lines.
     *
     * @param actions how a returned value is written
     */
    public static List<String> of(BpfProgram p, IntFunction<String> actions) {
        List<String> lines = new ArrayList<>();
        String[] holds = contents(p);
        for (int i = 0; i < p.size(); i++) lines.add(String.format("%04d  %s", i, line(p, i, holds[i], actions)));
        return lines;
    }

    /** What A holds before each instruction; {@code A} where the ways there differ. Jumps only go forward. */
    private static String[] contents(BpfProgram p) {
        String[] before = new String[p.size() + 1];
        before[0] = "A";
        for (int i = 0; i < p.size(); i++) {
            String a = before[i] == null ? "A" : before[i];
            before[i] = a;
            int op = p.operation(i);
            if ((op & 7) == Bpf.RET) continue;
            if ((op & 7) == Bpf.JMP) {
                if ((op & 0xf0) == Bpf.JA) {
                    merge(before, i + 1 + p.k(i), a);
                } else {
                    merge(before, i + 1 + p.yes(i), a);
                    merge(before, i + 1 + p.no(i), a);
                }
            } else if (op == (Bpf.LD | Bpf.ABS)) {
                merge(before, i + 1, word(p.k(i)));
            } else {
                merge(before, i + 1, op == (Bpf.ALU | Bpf.AND) ? "(" + a + " & " + hex(p.k(i)) + ")" : "A");
            }
        }
        return before;
    }

    private static void merge(String[] before, int at, String a) {
        if (at >= before.length) return;
        before[at] = before[at] == null || before[at].equals(a) ? a : "A";
    }

    private static String line(BpfProgram p, int i, String a, IntFunction<String> actions) {
        int op = p.operation(i);
        int k = p.k(i);
        if ((op & 7) == Bpf.RET) return "return " + ((op & 0x18) == Bpf.A ? "A" : actions.apply(k));
        if (op == (Bpf.LD | Bpf.ABS)) return "load " + word(k);
        if (op == (Bpf.ALU | Bpf.AND)) return "and " + hex(k);
        if ((op & 7) != Bpf.JMP) return "operation 0x" + Integer.toHexString(op) + ", k " + hex(k);
        int next = i + 1;
        String sign = switch (op & 0xf0) {
            case Bpf.JEQ -> "==";
            case Bpf.JGT -> ">";
            case Bpf.JGE -> ">=";
            case Bpf.JSET -> "&";
            default -> "";
        };
        if (sign.isEmpty()) return "goto " + (next + k);
        String right = (op & Bpf.X) != 0 ? "X" : hex(k);
        String to = "if " + a + " " + sign + " " + right + " goto " + (next + p.yes(i));
        return p.no(i) == 0 ? to : to + " else " + (next + p.no(i));
    }

    private static String word(int offset) {
        if (offset == Bpf.NUMBER) return "nr";
        if (offset == Bpf.ARCHITECTURE) return "arch";
        if (offset < Bpf.low(0)) return offset == 8 ? "ip.low" : "ip.high";
        return "arg" + (offset - Bpf.low(0)) / 8 + (offset % 8 == 0 ? ".low" : ".high");
    }

    private static String hex(int k) {
        return k >= 0 && k < 1024 ? Integer.toString(k) : "0x" + Integer.toHexString(k);
    }
}
