package io.jlinux.doctor;

import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * Reports what this host allows: the JVM, the kernel's features, namespaces, id ranges, the security modules, and what other
 * modules of JLinux on the module or class path add, such as cgroups.
 *
 * <pre>{@code
 * Report report = Doctor.examine();
 * if (report.worst() != State.OK) log.info("{}", report);
 * }</pre>
 *
 * <p>What can be tried is tried, not concluded from a version: namespaces are made and dropped again, so a container around
 * the JVM, a seccomp filter or AppArmor show as they are. Nothing is run, and nothing is left on the host. It takes some ten
 * milliseconds. Never throws for what it finds, not even when JNA cannot load. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public final class Doctor {
    private Doctor() {}

    /** Looks at this host, afresh at each call but for {@link io.jlinux.sys.KernelFeatures}, which are probed once. */
    public static Report examine() {
        List<Finding> findings = new ArrayList<>(JvmExaminer.examine());
        if (!JvmExaminer.jnaLoads()) {
            findings.add(Finding.missing(
                    "kernel",
                    "system calls",
                    "not looked at",
                    "every module of JLinux makes its system calls through JNA, which does not load",
                    "see to JNA first, then ask again"));
            return new Report(host(""), findings);
        }
        for (Examiner examiner : List.<Examiner>of(
                KernelExaminer::examine, NamespaceExaminer::examine, IdExaminer::examine, SecurityExaminer::examine)) {
            add(findings, examiner, examiner::examine);
        }
        try {
            for (Examiner other : ServiceLoader.load(Examiner.class, Doctor.class.getClassLoader())) {
                add(findings, other, other::examine);
            }
        } catch (ServiceConfigurationError e) {
            findings.add(broken("other modules", e));
        }
        return new Report(host(", uid " + (RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL)), findings);
    }

    /** An examiner that breaks is a finding of its own, and the others go on. */
    private static void add(List<Finding> findings, Examiner examiner, Supplier<List<Finding>> work) {
        try {
            findings.addAll(work.get());
        } catch (RuntimeException | LinkageError e) {
            findings.add(broken(examiner.getClass().getSimpleName(), e));
        }
    }

    private static Finding broken(String who, Throwable e) {
        return Finding.missing(
                "doctor", who, e.toString(), "this part could not be looked at", "report it, with the stack trace");
    }

    private static String host(String user) {
        return "Linux " + System.getProperty("os.version") + " " + System.getProperty("os.arch") + ", JDK "
                + Runtime.version() + user;
    }
}
