package io.jlinux.sys;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one table of hints: what an error usually means, checked against the live system before it is said. */
final class Hints {
    private record Row(String operation, Errno errno, Supplier<@Nullable String> hint) {}

    private static final List<Row> TABLE = List.of(
            new Row("clone", Errno.EPERM, Hints::userNamespaces),
            new Row("unshare", Errno.EPERM, Hints::userNamespaces),
            new Row(
                    "setns",
                    Errno.EPERM,
                    () ->
                            "entering a namespace needs CAP_SYS_ADMIN in the user namespace that owns it and in the caller's own;"
                                    + " a child can join namespaces together with the user namespace that owns them: Spawn.join"),
            new Row(
                    "write uid_map",
                    Errno.EPERM,
                    () -> appArmor(
                            "an unprivileged process may only map its own uid; ranges need newuidmap and /etc/subuid")),
            new Row(
                    "clone",
                    Errno.ENOSPC,
                    () -> "a limit on namespaces is reached: see /proc/sys/user/max_*_namespaces"),
            new Row(
                    "unshare",
                    Errno.ENOSPC,
                    () -> "a limit on namespaces is reached: see /proc/sys/user/max_*_namespaces"),
            new Row(
                    "clone",
                    Errno.EAGAIN,
                    () -> "a limit on processes is reached: RLIMIT_NPROC, or pids.max of the cgroup"),
            new Row(
                    "mount proc",
                    Errno.EPERM,
                    () -> "parts of this host's /proc are mounted over (as in a container), so"
                            + " the kernel refuses a new one in a user namespace; bind the host's /proc instead"),
            new Row(
                    "mount",
                    Errno.EPERM,
                    () -> "mounting needs CAP_SYS_ADMIN in the user namespace that owns the mount"
                            + " namespace: add Namespace.USER"),
            new Row(
                    "set time offsets",
                    Errno.ERANGE,
                    () ->
                            "the clock would be negative, or more than 146 years ahead; see /proc/uptime for what it shows now"),
            new Row(
                    "set time offsets",
                    Errno.EPERM,
                    () -> "offsets need CAP_SYS_TIME over the time namespace: add Namespace.USER"),
            new Row(
                    "install seccomp",
                    Errno.EACCES,
                    () -> "a filter needs no_new_privs or CAP_SYS_ADMIN: add noNewPrivileges()"),
            new Row("set uid", Errno.EINVAL, () -> "the id is not mapped in the user namespace"),
            new Row("set gid", Errno.EINVAL, () -> "the id is not mapped in the user namespace"),
            new Row("set groups", Errno.EINVAL, () -> "a group is not mapped in the user namespace"),
            new Row(
                    "set nice",
                    Errno.EACCES,
                    () -> "a lower nice value needs CAP_SYS_NICE in the initial user namespace, or RLIMIT_NICE"),
            new Row(
                    "set scheduler",
                    Errno.EPERM,
                    () -> "real-time policies need CAP_SYS_NICE in the initial user namespace, or RLIMIT_RTPRIO;"
                            + " DEADLINE also needs an affinity to all processors of its root domain"),
            new Row(
                    "set scheduler",
                    Errno.EBUSY,
                    () -> "the processors have no such runtime left: see /proc/sys/kernel/sched_rt_runtime_us"),
            new Row(
                    "set affinity",
                    Errno.EINVAL,
                    () -> "none of these processors exists and is allowed by the cpuset cgroup"),
            new Row(
                    "set memory policy",
                    Errno.EINVAL,
                    () ->
                            "the kernel does not know the mode, or no such node has memory that the cpuset cgroup allows"),
            new Row(
                    "set AppArmor profile",
                    Errno.ENOENT,
                    () -> "no profile of this name is loaded: load its file with apparmor_parser -r;"
                            + " /sys/kernel/security/apparmor/profiles lists those that are"),
            new Row(
                    "set AppArmor profile",
                    Errno.EACCES,
                    () -> "this process is under a profile itself, which has no rule change_profile for that one"),
            new Row(
                    "set SELinux label",
                    Errno.EINVAL,
                    () -> "the policy that is loaded does not know this context: seinfo tells what it knows"),
            new Row("join keyring", Errno.EDQUOT, () -> "the user's quota of keys is used up: see /proc/key-users"),
            new Row("join keyring", Errno.EACCES, () -> "the keyring of that name belongs to another user"),
            new Row(
                    "set securebits",
                    Errno.EPERM,
                    () -> "securebits need CAP_SETPCAP, and a lock is never taken away again"),
            new Row(
                    "restrict by",
                    Errno.EPERM,
                    () -> "Landlock needs noNewPrivileges(), or CAP_SYS_ADMIN in the program's user namespace"),
            new Row("deny", Errno.EINVAL, () -> "PR_SET_MDWE needs Linux 6.3"),
            new Row("", Errno.EMFILE, () -> "this process has reached its limit of open files (RLIMIT_NOFILE)"),
            new Row("", Errno.ENFILE, () -> "the system has reached its limit of open files (/proc/sys/fs/file-max)"));

    private Hints() {}

    static @Nullable String forError(String operation, String target, Errno errno) {
        for (Row row : TABLE) {
            if (row.errno == errno && operation.startsWith(row.operation)) return row.hint.get();
        }
        return null;
    }

    private static @Nullable String userNamespaces() {
        if ("0".equals(sysctl("user/max_user_namespaces"))) {
            return "user namespaces are off: sysctl user.max_user_namespaces is 0";
        }
        if ("0".equals(sysctl("kernel/unprivileged_userns_clone"))) {
            return "user namespaces are for root only here: sysctl kernel.unprivileged_userns_clone=1 allows them";
        }
        return appArmor("creating namespaces needs CAP_SYS_ADMIN, or Namespace.USER together with them");
    }

    private static @Nullable String appArmor(String otherwise) {
        if ("1".equals(sysctl("kernel/apparmor_restrict_unprivileged_userns"))) {
            return "AppArmor restricts user namespaces on this host: give this java an AppArmor profile with 'userns',"
                    + " or sysctl kernel.apparmor_restrict_unprivileged_userns=0";
        }
        return otherwise;
    }

    private static @Nullable String sysctl(String key) {
        try {
            return KernelFile.read(Path.of("/proc/sys", key)).strip();
        } catch (LinuxException e) {
            return null;
        }
    }
}
