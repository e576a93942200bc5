package io.jlinux.doctor;

import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** seccomp, Landlock, and what already lies upon this JVM. */
final class SecurityExaminer {
    private static final String AREA = "security";
    private static final int SECCOMP_GET_ACTION_AVAIL = 2;
    private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;

    /** What a filter may answer ({@code SECCOMP_RET_*}), and the kernel that brought it. */
    private static final Map<String, Integer> ACTIONS = actions();

    private SecurityExaminer() {}

    private static Map<String, Integer> actions() {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("kill process (Linux 4.14)", 0x8000_0000);
        map.put("log (4.14)", 0x7ffc_0000);
        map.put("notify (5.0)", 0x7fc0_0000);
        map.put("errno", 0x0005_0000);
        return map;
    }

    static List<Finding> examine() {
        return List.of(seccomp(), landlock(landlockAbi()), own());
    }

    private static Finding seccomp() {
        List<String> without = new ArrayList<>();
        for (Map.Entry<String, Integer> action : ACTIONS.entrySet()) {
            NativeBuffer value = NativeBuffer.allocate(4).putInt(0, action.getValue());
            long r = RawSyscall.call(Syscall.SECCOMP, SECCOMP_GET_ACTION_AVAIL, 0, value.address());
            value.keepAlive();
            if (r < 0) without.add(action.getKey());
        }
        if (without.isEmpty()) return Finding.ok(AREA, "seccomp", "with all actions");
        if (without.size() == ACTIONS.size()) {
            return Finding.missing(
                    AREA,
                    "seccomp",
                    "seccomp(2) is refused",
                    "system calls of a sandbox cannot be filtered",
                    "needs CONFIG_SECCOMP_FILTER, and a container runtime that lets seccomp(2) through");
        }
        return Finding.limited(
                AREA,
                "seccomp",
                "without " + String.join(", ", without),
                "a policy with them is refused",
                "a newer kernel");
    }

    /** The ABI level, or a negative errno. */
    static long landlockAbi() {
        return RawSyscall.call(Syscall.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
    }

    static Finding landlock(long abi) {
        if (Result.is(abi, Errno.EOPNOTSUPP)) {
            return Finding.missing(
                    AREA,
                    "Landlock",
                    "built in, and off",
                    "the mounts alone say what a sandbox may see",
                    "boot with lsm=landlock,… : add it in front of what /sys/kernel/security/lsm lists");
        }
        if (abi < 1) {
            return Finding.missing(
                    AREA,
                    "Landlock",
                    Errno.describe((int) -abi),
                    "the mounts alone say what a sandbox may see",
                    "needs Linux 5.13 with CONFIG_SECURITY_LANDLOCK, and a container runtime that lets its calls through");
        }
        List<String> lacks = new ArrayList<>();
        if (abi < 2) lacks.add("renaming between directories (ABI 2, Linux 5.19)");
        if (abi < 3) lacks.add("truncation (3, 6.2)");
        if (abi < 4) lacks.add("TCP ports (4, 6.7)");
        if (abi < 5) lacks.add("ioctl of devices (5, 6.10)");
        if (abi < 6) lacks.add("abstract sockets and signals (6, 6.12)");
        if (lacks.isEmpty()) return Finding.ok(AREA, "Landlock", "ABI " + abi);
        return Finding.limited(
                AREA, "Landlock", "ABI " + abi, "no rules for " + String.join(", ", lacks), "a newer kernel");
    }

    /** What holds for this JVM holds for all that it starts. */
    private static Finding own() {
        String subject = "this JVM";
        String noNewPrivs = status("NoNewPrivs");
        String seccomp = status("Seccomp");
        List<String> on = new ArrayList<>();
        if (seccomp.equals("2")) on.add("a seccomp filter");
        if (noNewPrivs.equals("1")) on.add("no_new_privs");
        if (on.isEmpty()) return Finding.ok(AREA, subject, "under no filter");
        return Finding.limited(
                AREA,
                subject,
                "under " + String.join(" and ", on),
                (seccomp.equals("2") ? "calls that it refuses are refused to all that is started" : "")
                        + (on.size() == 2 ? "; " : "")
                        + (noNewPrivs.equals("1") ? "newuidmap and sudo do not gain rights" : ""),
                "is from what started this JVM: a container runtime, or systemd's NoNewPrivileges= and SystemCallFilter=");
    }

    private static String status(String field) {
        try {
            return KernelFile.read(Path.of("/proc/thread-self/status"))
                    .lines()
                    .filter(l -> l.startsWith(field + ":"))
                    .map(l -> l.substring(field.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (LinuxException e) {
            return "";
        }
    }
}
