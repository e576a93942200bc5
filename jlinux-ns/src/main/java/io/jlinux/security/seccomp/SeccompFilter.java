package io.jlinux.security.seccomp;

import io.jlinux.security.seccomp.bpf.BpfInterpreter;
import io.jlinux.security.seccomp.bpf.BpfProgram;
import io.jlinux.security.seccomp.bpf.BpfText;
import java.util.List;

/**
 * A compiled policy: the program that the kernel runs at each system call. Immutable.
 *
 * @see SeccompPolicy#filter()
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class SeccompFilter {
    private final BpfProgram program;

    SeccompFilter(BpfProgram program) {
        this.program = program;
    }

    /** The filter of these instructions, such as another compiler has written them ({@code struct sock_filter[]}). */
    public static SeccompFilter of(byte[] instructions) {
        return new SeccompFilter(BpfProgram.of(instructions));
    }

    /** How many instructions; the kernel takes 4096. */
    public int size() {
        return program.size();
    }

    /** The instructions as the kernel reads them ({@code struct sock_filter[]}). */
    public byte[] bytes() {
        return program.bytes();
    }

    /**
     * What it decides of a call, by interpreting it.
     *
     * @param number as the architecture counts, for x32 with bit 30
     * @param args up to six
     */
    public SeccompAction decide(SeccompArch arch, int number, long... args) {
        return SeccompAction.ofKernel(
                BpfInterpreter.run(program, arch.audit(), number, 0, args).value());
    }

    /** How many instructions that takes. */
    public int steps(SeccompArch arch, int number, long... args) {
        return BpfInterpreter.run(program, arch.audit(), number, 0, args).steps();
    }

    /** The program as text, one line an instruction. */
    public List<String> disassemble() {
        return BpfText.of(program, value -> SeccompAction.ofKernel(value).toString());
    }
}
