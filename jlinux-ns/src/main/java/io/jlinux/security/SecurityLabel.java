package io.jlinux.security;

import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The label under which a security module of the kernel lets a program run, from its execve on. A value.
 *
 * <p>It is written to the process' own {@code /proc/self/attr/exec}, by way of the host's procfs, which no image can have
 * replaced.
 *
 * @param module the security module
 * @param label its label: a profile's name, or a context
 * @see <a href="https://docs.kernel.org/admin-guide/LSM/apparmor.html">AppArmor</a>
 * @see <a href="https://docs.kernel.org/admin-guide/LSM/SELinux.html">SELinux</a>
 */
public record SecurityLabel(Module module, String label) {
    /** The security modules that have such labels. */
    public enum Module {
        APPARMOR,
        SELINUX
    }

    private static final Path APPARMOR_ENABLED = Path.of("/sys/module/apparmor/parameters/enabled");
    private static final Path SELINUX_ENFORCE = Path.of("/sys/fs/selinux/enforce");

    /** Where AppArmor's labels are on kernels that can have several security modules at once (Linux 5.8). */
    private static final String OWN = "attr/apparmor/exec";

    private static final String SHARED = "attr/exec";

    public SecurityLabel {
        if (label.isEmpty() || label.indexOf('\0') >= 0 || label.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("not a security label: '" + label + "'");
        }
    }

    /** A profile of AppArmor, which must be loaded; {@code unconfined} always is. */
    public static SecurityLabel appArmor(String profile) {
        return new SecurityLabel(Module.APPARMOR, profile);
    }

    /** A context of SELinux, {@code user:role:type:level}. */
    public static SecurityLabel selinux(String context) {
        return new SecurityLabel(Module.SELINUX, context);
    }

    /**
     * Whether the kernel has the module, and has it switched on.
     *
     * @throws LinuxException when the files that tell it cannot be read
     */
    public static boolean isEnabled(Module module) throws LinuxException {
        return switch (module) {
            case APPARMOR -> read(APPARMOR_ENABLED).startsWith("Y");
            case SELINUX -> Files.exists(SELINUX_ENFORCE);
        };
    }

    private static String read(Path file) throws LinuxException {
        try {
            return KernelFile.read(file);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) return "";
            throw e;
        }
    }

    /**
     * What this host lacks for it.
     *
     * @throws LinuxException {@code EOPNOTSUPP} when the module is not there or switched off
     */
    public void check() throws LinuxException {
        if (isEnabled(module)) return;
        throw new LinuxException(
                "set the " + kind(),
                label,
                Errno.EOPNOTSUPP.number(),
                null,
                module == Module.APPARMOR
                        ? "this host has no AppArmor, or it is switched off: " + APPARMOR_ENABLED + " is not Y"
                        : "this host has no SELinux, or it is switched off: " + SELINUX_ENFORCE + " is not there");
    }

    /** The file below {@code /proc/PID} that it is written to. */
    public String file() {
        return module == Module.APPARMOR && Files.exists(Path.of("/proc/thread-self", OWN)) ? OWN : SHARED;
    }

    /** What is written there. */
    public String content() {
        return module == Module.APPARMOR ? "exec " + label : label;
    }

    /** What the module calls it: {@code AppArmor profile}, {@code SELinux label}. */
    public String kind() {
        return module == Module.APPARMOR ? "AppArmor profile" : "SELinux label";
    }

    /** {@code AppArmor profile docker-default}. */
    @Override
    public String toString() {
        return kind() + " " + label;
    }
}
