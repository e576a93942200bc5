package io.jlinux.sys.raw;

import java.util.Locale;

/**
 * A processor architecture that JLinux knows.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
public enum Arch {
    X86_64,
    AARCH64;

    private static final Arch CURRENT = detect();

    /**
     * The architecture of this JVM.
     *
     * @throws UnsupportedOperationException on any other operating system or architecture
     */
    public static Arch current() {
        return CURRENT;
    }

    private static Arch detect() {
        String os = System.getProperty("os.name", "");
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (os.equals("Linux") && (arch.equals("amd64") || arch.equals("x86_64"))) return X86_64;
        if (os.equals("Linux") && arch.equals("aarch64")) return AARCH64;
        throw new UnsupportedOperationException(
                "JLinux runs on Linux x86_64 and aarch64; this JVM is " + os + " " + arch);
    }
}
