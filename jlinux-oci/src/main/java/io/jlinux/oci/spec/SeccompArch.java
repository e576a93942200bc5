package io.jlinux.oci.spec;

/**
 * An architecture of a filter, {@code SCMP_ARCH_…}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#seccomp">config-linux.md: Seccomp</a>
 */
public enum SeccompArch implements JsonName {
    X86,
    X86_64,
    X32,
    ARM,
    AARCH64,
    LOONGARCH64,
    M68K,
    MIPS,
    MIPS64,
    MIPS64N32,
    MIPSEL,
    MIPSEL64,
    MIPSEL64N32,
    PARISC,
    PARISC64,
    PPC,
    PPC64,
    PPC64LE,
    RISCV64,
    S390,
    S390X,
    SH,
    SHEB;

    @Override
    public String jsonName() {
        return "SCMP_ARCH_" + name();
    }
}
