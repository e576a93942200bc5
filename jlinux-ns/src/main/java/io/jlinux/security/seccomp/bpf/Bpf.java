package io.jlinux.security.seccomp.bpf;

/**
 * Classic BPF as seccomp(2) takes it: the operation codes that its checker admits, and where {@code struct seccomp_data} has its
 * words on a little-endian machine.
 *
 * <pre>
 *   instruction (struct sock_filter)     struct seccomp_data
 *     0  operation, 16 bits                 0  number of the system call
 *     2  jump if true, 8 bits               4  architecture, AUDIT_ARCH_…
 *     3  jump if false, 8 bits              8  instruction pointer, 64 bits
 *     4  k, 32 bits                        16  six arguments of 64 bits
 * </pre>
 */
public final class Bpf {
    public static final int LD = 0x00;
    public static final int LDX = 0x01;
    public static final int ST = 0x02;
    public static final int STX = 0x03;
    public static final int ALU = 0x04;
    public static final int JMP = 0x05;
    public static final int RET = 0x06;
    public static final int MISC = 0x07;

    public static final int IMM = 0x00;
    public static final int ABS = 0x20;
    public static final int MEM = 0x60;
    public static final int LEN = 0x80;

    public static final int ADD = 0x00;
    public static final int SUB = 0x10;
    public static final int MUL = 0x20;
    public static final int DIV = 0x30;
    public static final int OR = 0x40;
    public static final int AND = 0x50;
    public static final int LSH = 0x60;
    public static final int RSH = 0x70;
    public static final int NEG = 0x80;
    public static final int XOR = 0xa0;

    public static final int JA = 0x00;
    public static final int JEQ = 0x10;
    public static final int JGT = 0x20;
    public static final int JGE = 0x30;
    public static final int JSET = 0x40;

    /** Operand: the register X instead of k. */
    public static final int X = 0x08;

    /** The value to return: the register A instead of k. */
    public static final int A = 0x10;

    public static final int TAX = 0x00;
    public static final int TXA = 0x80;

    /** How many instructions the kernel takes ({@code BPF_MAXINSNS}). */
    public static final int MAX_INSTRUCTIONS = 4096;

    /** The farthest that a conditional jump reaches. */
    public static final int MAX_JUMP = 255;

    public static final int NUMBER = 0;
    public static final int ARCHITECTURE = 4;
    public static final int DATA_SIZE = 64;

    private Bpf() {}

    /** Where the lower half of an argument is. */
    public static int low(int argument) {
        return 16 + 8 * argument;
    }

    /** Where the upper half of an argument is. */
    public static int high(int argument) {
        return low(argument) + 4;
    }
}
