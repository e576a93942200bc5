package io.jlinux.security.seccomp.bpf;

/** Runs a program as the kernel would, checks included. For {@code explain}, and for tests against other compilers. */
public final class BpfInterpreter {
    private static final int SCRATCH_WORDS = 16;

    /** What a run came to: the value returned, and how many instructions that took. */
    public record Outcome(int value, int steps) {}

    private final BpfProgram program;
    private final int[] data;
    private final int[] scratch = new int[SCRATCH_WORDS];
    private int a;
    private int x;

    private BpfInterpreter(BpfProgram program, int[] data) {
        this.program = program;
        this.data = data;
    }

    /**
     * The result for one system call.
     *
     * @param architecture the kernel's {@code AUDIT_ARCH_…}
     * @param args up to six arguments
     * @throws IllegalStateException for a program that the kernel would not have taken
     */
    public static Outcome run(BpfProgram program, int architecture, int number, long instructionPointer, long... args) {
        int[] data = new int[Bpf.DATA_SIZE / 4];
        data[0] = number;
        data[1] = architecture;
        put(data, 2, instructionPointer);
        for (int i = 0; i < args.length; i++) put(data, 4 + 2 * i, args[i]);
        return new BpfInterpreter(program, data).run();
    }

    private static void put(int[] data, int at, long value) {
        data[at] = (int) value;
        data[at + 1] = (int) (value >>> 32);
    }

    private Outcome run() {
        int at = 0;
        for (int steps = 1; at < program.size(); steps++) {
            int op = program.operation(at);
            int k = program.k(at);
            switch (op & 7) {
                case Bpf.RET -> {
                    return new Outcome((op & 0x18) == Bpf.A ? a : k, steps);
                }
                case Bpf.LD -> a = load(op, k);
                case Bpf.LDX -> x = load(op, k);
                case Bpf.ST -> scratch[k] = a;
                case Bpf.STX -> scratch[k] = x;
                case Bpf.ALU -> a = compute(op & 0xf0, (op & Bpf.X) != 0 ? x : k);
                case Bpf.JMP -> at += jump(at, op, k);
                default -> misc(op);
            }
            at++;
        }
        throw new IllegalStateException("no return at the end");
    }

    private int load(int op, int k) {
        return switch (op & 0xe0) {
            case Bpf.IMM -> k;
            case Bpf.LEN -> Bpf.DATA_SIZE;
            case Bpf.MEM -> scratch[k];
            case Bpf.ABS -> {
                if ((k & 3) != 0 || k < 0 || k >= Bpf.DATA_SIZE) throw new IllegalStateException("load from " + k);
                yield data[k / 4];
            }
            default -> throw unknown(op);
        };
    }

    private int compute(int op, int b) {
        return switch (op) {
            case Bpf.ADD -> a + b;
            case Bpf.SUB -> a - b;
            case Bpf.MUL -> a * b;
            case Bpf.DIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
            case Bpf.OR -> a | b;
            case Bpf.AND -> a & b;
            case Bpf.XOR -> a ^ b;
            case Bpf.LSH -> b < 0 || b > 31 ? 0 : a << b;
            case Bpf.RSH -> b < 0 || b > 31 ? 0 : a >>> b;
            case Bpf.NEG -> -a;
            default -> throw unknown(op | Bpf.ALU);
        };
    }

    /** How many instructions to pass over. */
    private int jump(int at, int op, int k) {
        int b = (op & Bpf.X) != 0 ? x : k;
        boolean taken = switch (op & 0xf0) {
            case Bpf.JEQ -> a == b;
            case Bpf.JGT -> Integer.compareUnsigned(a, b) > 0;
            case Bpf.JGE -> Integer.compareUnsigned(a, b) >= 0;
            case Bpf.JSET -> (a & b) != 0;
            case Bpf.JA -> true;
            default -> throw unknown(op);
        };
        if ((op & 0xf0) == Bpf.JA) return k;
        return taken ? program.yes(at) : program.no(at);
    }

    private void misc(int op) {
        switch (op & 0xf8) {
            case Bpf.TAX -> x = a;
            case Bpf.TXA -> a = x;
            default -> throw unknown(op);
        }
    }

    private static IllegalStateException unknown(int op) {
        return new IllegalStateException("operation 0x" + Integer.toHexString(op));
    }
}
