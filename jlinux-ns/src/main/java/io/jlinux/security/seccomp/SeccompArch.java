package io.jlinux.security.seccomp;

import io.jlinux.sys.raw.Arch;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A way to call the kernel: an instruction set, its numbers, and the width of its arguments.
 *
 * <p>A 64-bit kernel also answers to 32-bit programs, with other numbers: what a filter does not know of, a program can use. The
 * names and numbers are those of {@link #tableVersion()}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public enum SeccompArch {
    X86_64(0xc000_003e, false),
    /** 32-bit programs on x86_64 ({@code int 0x80}). */
    I386(0x4000_0003, true),
    /** The 64-bit instruction set with 32-bit pointers; its numbers have bit 30 set and share the architecture of x86_64. */
    X32(0xc000_003e, true),
    AARCH64(0xc000_00b7, false),
    /** 32-bit programs on aarch64 (EABI). */
    ARM(0x4000_0028, true);

    /** {@code __X32_SYSCALL_BIT}. */
    static final int X32_BIT = 0x4000_0000;

    private final int audit;
    private final boolean narrow;

    SeccompArch(int audit, boolean narrow) {
        this.audit = audit;
        this.narrow = narrow;
    }

    /** The architecture of this JVM. */
    public static SeccompArch current() {
        return Arch.current() == Arch.AARCH64 ? AARCH64 : X86_64;
    }

    /** All that a kernel of this one can run, itself first. */
    public Set<SeccompArch> family() {
        return this == AARCH64 || this == ARM ? EnumSet.of(AARCH64, ARM) : EnumSet.of(X86_64, I386, X32);
    }

    /** The 64-bit architecture of the kernel that runs this. */
    public SeccompArch kernel() {
        return this == AARCH64 || this == ARM ? AARCH64 : X86_64;
    }

    /** The kernel's {@code AUDIT_ARCH_…}, as a filter sees it. */
    public int audit() {
        return audit;
    }

    /** Whether arguments are compared by their lower 32 bits only, as the kernel passes no more. */
    public boolean narrow() {
        return narrow;
    }

    /** The number of a call, for x32 with its bit 30; empty where this architecture has no such call. */
    public OptionalInt number(String name) {
        return SyscallTable.of(this).number(name);
    }

    /** The name of a number, or empty where it has none. */
    public Optional<String> name(int number) {
        return SyscallTable.of(this).name(number);
    }

    /** All names. */
    public Set<String> names() {
        return SyscallTable.of(this).names();
    }

    /** The version of the kernel whose headers the tables were made from, such as {@code 7.2.13}. */
    public static String tableVersion() {
        return SyscallTable.of(current()).version();
    }

    /**
     * The architecture of an OCI name such as {@code SCMP_ARCH_X86_64}, or of its end; empty for those that no kernel of x86_64 or
     * aarch64 runs.
     */
    public static Optional<SeccompArch> parse(String name) {
        String n = name.toUpperCase(Locale.ROOT);
        if (n.startsWith("SCMP_ARCH_")) n = n.substring(10);
        for (SeccompArch a : values()) {
            if (a.ociName().equals("SCMP_ARCH_" + n) || a.name().equals(n)) return Optional.of(a);
        }
        return Optional.empty();
    }

    /** {@code SCMP_ARCH_…}. */
    public String ociName() {
        return "SCMP_ARCH_" + (this == I386 ? "X86" : name());
    }
}
