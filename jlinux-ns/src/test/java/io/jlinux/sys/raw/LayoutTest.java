package io.jlinux.sys.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sched.Scheduler;
import io.jlinux.security.Capability;
import io.jlinux.security.Landlock;
import io.jlinux.security.Rlimit;
import io.jlinux.security.Securebit;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompFlag;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every number that Java knows of the kernel is what a C compiler says: constants, offsets, sizes, system calls. A name
 * that the compiler's headers are too old for is left out by the preprocessor.
 */
@Tag("pure")
class LayoutTest {
    private static final String HEADERS =
            "sys/vfs.h sys/stat.h errno.h fcntl.h linux/sched.h linux/openat2.h linux/mount.h poll.h linux/seccomp.h linux/filter.h linux/audit.h linux/futex.h "
                    + "sched.h signal.h stddef.h stdio.h sys/epoll.h sys/eventfd.h sys/ioctl.h sys/mman.h sys/prctl.h "
                    + "sys/resource.h sys/socket.h sys/stat.h sys/syscall.h sys/wait.h linux/capability.h linux/nsfs.h net/if.h termios.h "
                    + "linux/keyctl.h linux/landlock.h linux/securebits.h";

    private static final List<String> TERMIOS = List.of(
            ("IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON OPOST CSIZE CS8 PARENB ISIG ICANON ECHO ECHONL IEXTEN"
                            + " VTIME VMIN")
                    .split(" "));

    private static final List<String> STRUCTS = List.of(
            "clone_args_pidfd=offsetof(struct clone_args, pidfd)",
            "clone_args_exit_signal=offsetof(struct clone_args, exit_signal)",
            "clone_args_stack=offsetof(struct clone_args, stack)",
            "clone_args_stack_size=offsetof(struct clone_args, stack_size)",
            "clone_args_cgroup=offsetof(struct clone_args, cgroup)",
            "clone_args_size=sizeof(struct clone_args)",
            "statfs_flags=offsetof(struct statfs, f_flags)",
            "statfs_struct=sizeof(struct statfs)",
            "stat_ino=offsetof(struct stat, st_ino)",
            "statx_uid=offsetof(struct statx, stx_uid)",
            "statx_gid=offsetof(struct statx, stx_gid)",
            "statx_mode=offsetof(struct statx, stx_mode)",
            "statx_ino=offsetof(struct statx, stx_ino)",
            "statx_size=offsetof(struct statx, stx_size)",
            "statx_rdev_major=offsetof(struct statx, stx_rdev_major)",
            "statx_rdev_minor=offsetof(struct statx, stx_rdev_minor)",
            "statx_dev_major=offsetof(struct statx, stx_dev_major)",
            "statx_dev_minor=offsetof(struct statx, stx_dev_minor)",
            "statx_struct=sizeof(struct statx)",
            "epoll_event=sizeof(struct epoll_event)",
            "epoll_data=offsetof(struct epoll_event, data)",
            "pollfd=sizeof(struct pollfd)",
            "pollfd_events=offsetof(struct pollfd, events)",
            "pollfd_revents=offsetof(struct pollfd, revents)",
            "si_code=offsetof(siginfo_t, si_code)",
            "si_pid=offsetof(siginfo_t, si_pid)",
            "si_status=offsetof(siginfo_t, si_status)",
            "siginfo=sizeof(siginfo_t)",
            "rusage=sizeof(struct rusage)",
            "ru_stime=offsetof(struct rusage, ru_stime)",
            "ru_maxrss=offsetof(struct rusage, ru_maxrss)",
            "ru_minflt=offsetof(struct rusage, ru_minflt)",
            "ru_majflt=offsetof(struct rusage, ru_majflt)",
            "ru_inblock=offsetof(struct rusage, ru_inblock)",
            "ru_oublock=offsetof(struct rusage, ru_oublock)",
            "ru_nvcsw=offsetof(struct rusage, ru_nvcsw)",
            "ru_nivcsw=offsetof(struct rusage, ru_nivcsw)",
            "open_how=sizeof(struct open_how)",
            "open_how_mode=offsetof(struct open_how, mode)",
            "open_how_resolve=offsetof(struct open_how, resolve)",
            "mount_attr=sizeof(struct mount_attr)",
            "mount_attr_clr=offsetof(struct mount_attr, attr_clr)",
            "mount_attr_propagation=offsetof(struct mount_attr, propagation)",
            "mount_attr_userns=offsetof(struct mount_attr, userns_fd)",
            "msg_iov=offsetof(struct msghdr, msg_iov)",
            "msg_iovlen=offsetof(struct msghdr, msg_iovlen)",
            "msg_control=offsetof(struct msghdr, msg_control)",
            "msg_controllen=offsetof(struct msghdr, msg_controllen)",
            "msghdr=sizeof(struct msghdr)",
            "cmsg_level=offsetof(struct cmsghdr, cmsg_level)",
            "cmsg_type=offsetof(struct cmsghdr, cmsg_type)",
            "CMSG_LEN=CMSG_LEN(sizeof(int))",
            "CMSG_SPACE=CMSG_SPACE(sizeof(int))",
            "rlimit=sizeof(struct rlimit)",
            "rlim_max=offsetof(struct rlimit, rlim_max)",
            "winsize_col=offsetof(struct winsize, ws_col)",
            "ifr_flags=offsetof(struct ifreq, ifr_flags)",
            "ifreq=sizeof(struct ifreq)",
            "seccomp_notif=sizeof(struct seccomp_notif)",
            "seccomp_notif_data=offsetof(struct seccomp_notif, data)",
            "seccomp_notif_resp=sizeof(struct seccomp_notif_resp)",
            "seccomp_resp_error=offsetof(struct seccomp_notif_resp, error)",
            "seccomp_resp_flags=offsetof(struct seccomp_notif_resp, flags)",
            "seccomp_addfd=sizeof(struct seccomp_notif_addfd)",
            "seccomp_addfd_srcfd=offsetof(struct seccomp_notif_addfd, srcfd)",
            "seccomp_addfd_newfd_flags=offsetof(struct seccomp_notif_addfd, newfd_flags)",
            "seccomp_data_args=offsetof(struct seccomp_data, args)",
            "sock_fprog_filter=offsetof(struct sock_fprog, filter)",
            "sock_filter=sizeof(struct sock_filter)",
            "rt_sigset=8",
            "cap_header=sizeof(struct __user_cap_header_struct)",
            "cap_data=2 * sizeof(struct __user_cap_data_struct)");

    @TempDir
    Path work;

    @Test
    @Requires(Requirement.GCC)
    void numbersOfThisMachine() throws Exception {
        compare(Arch.current(), List.of("gcc"), List.of());
    }

    @Test
    @Requires({Requirement.AARCH64_BINUTILS, Requirement.QEMU_AARCH64})
    void numbersOfAarch64() throws Exception {
        compare(Arch.AARCH64, List.of("aarch64-linux-gnu-gcc", "-static"), List.of("qemu-aarch64-static"));
    }

    private void compare(Arch arch, List<String> compiler, List<String> emulator) throws Exception {
        Map<String, Long> java = expected(arch);
        Path source = Files.writeString(work.resolve("layout.c"), program(java));
        Path program = work.resolve("layout");
        List<String> compile = new java.util.ArrayList<>(compiler);
        compile.addAll(List.of("-w", "-o", program.toString(), source.toString()));
        run(compile);
        List<String> command = new java.util.ArrayList<>(emulator);
        command.add(program.toString());
        Map<String, Long> c = new TreeMap<>();
        for (String line : run(command).split("\n")) {
            String[] f = line.split(" ");
            c.put(f[0], Long.parseLong(f[1]));
        }
        assertThat(c).as("names that this compiler knows").hasSizeGreaterThan(java.size() * 9 / 10);
        Map<String, String> different = new TreeMap<>();
        c.forEach((name, value) -> {
            Long ours = java.get(name);
            if (!value.equals(ours)) different.put(name, "C says " + value + ", Java " + ours);
        });
        assertThat(different).isEmpty();
    }

    /** Prints a line for each; names that are macros are guarded. */
    private static String program(Map<String, Long> names) {
        StringBuilder c = new StringBuilder("#define _GNU_SOURCE\n");
        for (String header : HEADERS.split(" "))
            c.append("#include <").append(header).append(">\n");
        c.append("int main(void) {\n");
        for (String struct : STRUCTS) {
            String[] f = struct.split("=", 2);
            c.append("  printf(\"" + f[0] + " %ld\\n\", (long) (" + f[1] + "));\n");
        }
        for (String name : names.keySet()) {
            if (STRUCTS.stream().anyMatch(s -> s.startsWith(name + "="))) continue;
            boolean enumerator = name.startsWith("P_PID") || name.startsWith("RLIMIT_") || name.startsWith("FSCONFIG_");
            if (!enumerator) c.append("#ifdef " + name + "\n");
            c.append("  printf(\"" + name + " %ld\\n\", (long) (" + name + "));\n");
            if (!enumerator) c.append("#endif\n");
        }
        return c.append("  return 0;\n}\n").toString();
    }

    private static Map<String, Long> expected(Arch arch) throws Exception {
        Map<String, Long> m = new LinkedHashMap<>();
        structs(m, arch);
        for (Syscall s : Syscall.values()) {
            if (s.numberOn(arch) >= 0) m.put("SYS_" + s.kernelName(), (long) s.numberOn(arch));
        }
        for (Errno e : Errno.values()) {
            if (e != Errno.UNKNOWN && e != Errno.ENOTSUPP) m.put(e.name(), (long) e.number());
        }
        for (Signal s : Signal.values()) m.put("SIG" + s.name(), (long) s.number());
        for (Capability cap : Capability.known()) m.put(cap.kernelName(), (long) cap.number());
        for (Rlimit.Resource r : Rlimit.Resource.values()) m.put("RLIMIT_" + r, (long) r.ordinal());
        m.put("RLIM_INFINITY", Rlimit.UNLIMITED);
        constants(m, CloneFlags.class, "CLONE_");
        constants(m, MountFlags.class, "");
        m.put("MOUNT_ATTR__ATIME", m.remove("MOUNT_ATTR_ATIME"));
        constants(m, Fcntl.class, "");
        constants(m, Poll.class, "");
        m.keySet().removeAll(List.of("EPOLL_EVENT_SIZE", "EPOLL_EVENT_DATA"));
        constants(m, Statx.class, "S_I");
        m.put("STATX_BASIC_STATS", (long) Statx.BASIC_STATS);
        privates(m, "io.jlinux.spawn.TerminalSteps", "TIOCSPTLCK", "TIOCGPTPEER", "TIOCSWINSZ", "TIOCSCTTY");
        privates(m, "io.jlinux.spawn.TerminalSteps", "SCM_RIGHTS", "SOL_SOCKET", "MSG_CMSG_CLOEXEC", "MSG_DONTWAIT");
        privates(m, "io.jlinux.spawn.ProcessTerminal", "TCGETS", "TCSETS", "TIOCGWINSZ");
        for (String f : TERMIOS) privates(m, "io.jlinux.spawn.TerminalModes", f);
        privates(m, "io.jlinux.spawn.NamespaceSteps", "SIOCSIFFLAGS", "AF_INET", "SIGCHLD");
        privates(m, "io.jlinux.spawn.IdentitySteps", "PR_SET_KEEPCAPS", "PR_CAPBSET_DROP", "PR_SET_NO_NEW_PRIVS");
        privates(m, "io.jlinux.spawn.IdentitySteps", "PR_CAP_AMBIENT", "PR_CAP_AMBIENT_RAISE");
        privates(m, "io.jlinux.spawn.IdentitySteps", "PR_CAP_AMBIENT_CLEAR_ALL");
        privates(m, "io.jlinux.spawn.IdentitySteps", "PR_SET_SECUREBITS");
        privates(m, "io.jlinux.spawn.SchedulingSteps", "PRIO_PROCESS", "PR_SET_TIMERSLACK");
        privates(m, "io.jlinux.spawn.SchedulingSteps", "PR_SCHED_CORE", "PR_SCHED_CORE_CREATE");
        privates(m, "io.jlinux.spawn.SchedulingSteps", "PR_SCHED_CORE_SCOPE_THREAD_GROUP");
        privates(m, "io.jlinux.spawn.SecuritySteps", "KEYCTL_JOIN_SESSION_KEYRING", "KEYCTL_SETPERM");
        for (Landlock.FileAccess a : Landlock.FileAccess.values()) m.put("LANDLOCK_ACCESS_FS_" + a, 1L << a.ordinal());
        for (Landlock.PortAccess a : Landlock.PortAccess.values()) m.put("LANDLOCK_ACCESS_NET_" + a, 1L << a.ordinal());
        for (Landlock.Scope s : Landlock.Scope.values()) m.put("LANDLOCK_SCOPE_" + s, 1L << s.ordinal());
        for (Securebit b : Securebit.values()) m.put("SECBIT_" + b, 1L << b.ordinal());
        for (Scheduler.Policy p : Scheduler.Policy.values()) m.put("SCHED_" + p, (long) p.ordinal());
        privates(m, "io.jlinux.spawn.SpawnCompiler", "PR_SET_PDEATHSIG", "PR_SET_DUMPABLE");
        privates(m, "io.jlinux.spawn.ExecSteps", "SIG_SETMASK");
        privates(m, "io.jlinux.spawn.tape.WaitId", "P_PIDFD", "WNOHANG", "WEXITED");
        privates(m, "io.jlinux.spawn.tape.StubImage", "MAP_PRIVATE");
        privates(m, "io.jlinux.ns.NamespaceHandle", "NS_GET_NSTYPE");
        m.put("_LINUX_CAPABILITY_VERSION_3", constant("io.jlinux.spawn.IdentitySteps", "CAPABILITY_VERSION_3"));
        seccomp(m);
        m.put("__WALL", constant("io.jlinux.spawn.tape.WaitId", "WALL"));
        m.put("CLD_EXITED", constant("io.jlinux.spawn.tape.WaitId", "EXITED"));
        m.put("CLD_DUMPED", constant("io.jlinux.spawn.tape.WaitId", "DUMPED"));
        m.put("EPOLLET", Poll.EPOLLET & 0xffff_ffffL);
        m.put("O_DIRECTORY", (long) Fcntl.directory(arch));
        m.put("O_NOFOLLOW", (long) Fcntl.noFollow(arch));
        // glibc hides that the kernel's O_LARGEFILE is 0 for 64-bit programs; none of ours has it
        return m;
    }

    private static void seccomp(Map<String, Long> m) throws Exception {
        String listener = "io.jlinux.security.seccomp.SeccompListener";
        for (String name : List.of("NOTIF_RECV", "NOTIF_SEND", "NOTIF_ID_VALID", "NOTIF_ADDFD")) {
            m.put("SECCOMP_IOCTL_" + name, constant(listener, name) & 0xffff_ffffL);
        }
        m.put("SECCOMP_USER_NOTIF_FLAG_CONTINUE", constant(listener, "USER_NOTIF_FLAG_CONTINUE"));
        m.put("SECCOMP_ADDFD_FLAG_SETFD", constant(listener, "ADDFD_FLAG_SETFD"));
        m.put("SECCOMP_ADDFD_FLAG_SEND", constant(listener, "ADDFD_FLAG_SEND"));
        privates(m, listener, "SECCOMP_GET_NOTIF_SIZES");
        privates(m, "io.jlinux.spawn.SeccompSteps", "SECCOMP_SET_MODE_FILTER");
        privates(m, "io.jlinux.spawn.tape.ListenerSlot", "FUTEX_WAKE", "MAP_SHARED");
        m.put("SECCOMP_GET_ACTION_AVAIL", constant("io.jlinux.security.seccomp.SeccompSupport", "GET_ACTION_AVAIL"));
        for (SeccompFlag f : SeccompFlag.values()) m.put("SECCOMP_FILTER_FLAG_" + f, (long) f.bit());
        for (SeccompAction.Kind k : SeccompAction.Kind.values()) {
            String name = k == SeccompAction.Kind.NOTIFY ? "USER_NOTIF" : k.name();
            int code = new SeccompAction(k, 0).toKernel();
            m.put("SECCOMP_RET_" + name, code & 0xffff_ffffL);
        }
        for (SeccompArch a : SeccompArch.values()) {
            if (a != SeccompArch.X32) m.put("AUDIT_ARCH_" + a, a.audit() & 0xffff_ffffL);
        }
    }

    private static void structs(Map<String, Long> m, Arch arch) throws Exception {
        m.put("clone_args_pidfd", (long) CloneFlags.ARGS_PIDFD);
        m.put("clone_args_exit_signal", (long) CloneFlags.ARGS_EXIT_SIGNAL);
        m.put("clone_args_stack", (long) CloneFlags.ARGS_STACK);
        m.put("clone_args_stack_size", (long) CloneFlags.ARGS_STACK_SIZE);
        m.put("clone_args_cgroup", (long) CloneFlags.ARGS_CGROUP);
        m.put("clone_args_size", (long) CloneFlags.ARGS_SIZE);
        m.put("statfs_flags", (long) Statfs.FLAGS);
        m.put("statfs_struct", (long) Statfs.STRUCT_SIZE);
        m.put("stat_ino", constant("io.jlinux.spawn.MadeTargets", "STAT_INO"));
        m.put("statx_uid", (long) Statx.UID);
        m.put("statx_gid", (long) Statx.GID);
        m.put("statx_mode", (long) Statx.MODE);
        m.put("statx_ino", (long) Statx.INO);
        m.put("statx_size", (long) Statx.SIZE);
        m.put("statx_rdev_major", (long) Statx.RDEV_MAJOR);
        m.put("statx_rdev_minor", (long) Statx.RDEV_MINOR);
        m.put("statx_dev_major", (long) Statx.DEV_MAJOR);
        m.put("statx_dev_minor", (long) Statx.DEV_MINOR);
        m.put("statx_struct", (long) Statx.STRUCT_SIZE);
        m.put("epoll_event", (long) Poll.epollEventSize(arch));
        m.put("epoll_data", Poll.epollEventSize(arch) - 8L);
        String wait = "io.jlinux.spawn.tape.WaitId";
        m.put("si_code", constant(wait, "SI_CODE"));
        m.put("si_pid", constant(wait, "SI_PID"));
        m.put("si_status", constant(wait, "SI_STATUS"));
        m.put("siginfo", constant(wait, "RUSAGE_AT"));
        m.put("rusage", constant(wait, "RUSAGE_SIZE"));
        m.put("CMSG_LEN", constant("io.jlinux.spawn.TerminalSteps", "CMSG_LEN"));
        m.put("CMSG_SPACE", constant("io.jlinux.spawn.TerminalSteps", "CMSG_SPACE"));
        // written as literals where they are used
        Object[][] literals = {
            {"pollfd", 8},
            {"pollfd_events", 4},
            {"pollfd_revents", 6},
            {"open_how", 24},
            {"open_how_mode", 8},
            {"open_how_resolve", 16},
            {"mount_attr", 32},
            {"mount_attr_clr", 8},
            {"mount_attr_propagation", 16},
            {"mount_attr_userns", 24},
            {"msg_iov", 16},
            {"msg_iovlen", 24},
            {"msg_control", 32},
            {"msg_controllen", 40},
            {"msghdr", 56},
            {"cmsg_level", 8},
            {"cmsg_type", 12},
            {"rlimit", 16},
            {"rlim_max", 8},
            {"winsize_col", 2},
            {"ifr_flags", 16},
            {"ifreq", 40},
            {"seccomp_notif", 80},
            {"seccomp_notif_data", 16},
            {"seccomp_notif_resp", 24},
            {"seccomp_resp_error", 16},
            {"seccomp_resp_flags", 20},
            {"seccomp_addfd", 24},
            {"seccomp_addfd_srcfd", 12},
            {"seccomp_addfd_newfd_flags", 20},
            {"seccomp_data_args", 16},
            {"sock_fprog_filter", 8},
            {"sock_filter", 8},
            {"rt_sigset", 8},
            {"cap_header", 8},
            {"cap_data", 24},
            {"ru_stime", 16},
            {"ru_maxrss", 32},
            {"ru_minflt", 64},
            {"ru_majflt", 72},
            {"ru_inblock", 88},
            {"ru_oublock", 96},
            {"ru_nvcsw", 128},
            {"ru_nivcsw", 136},
        };
        for (Object[] l : literals) m.put((String) l[0], ((Integer) l[1]).longValue());
    }

    private static void constants(Map<String, Long> m, Class<?> type, String prefix) throws IllegalAccessException {
        for (Field f : type.getDeclaredFields()) {
            if (!Modifier.isPublic(f.getModifiers()) || !f.getName().startsWith(prefix)) continue;
            m.put(f.getName(), ((Number) f.get(null)).longValue());
        }
    }

    private static void privates(Map<String, Long> m, String type, String... names) throws Exception {
        for (String name : names) m.put(name, constant(type, name));
    }

    private static long constant(String type, String name) throws Exception {
        Field f = Class.forName(type).getDeclaredField(name);
        f.setAccessible(true);
        return ((Number) f.get(null)).longValue();
    }

    private static String run(List<String> command) throws Exception {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue())
                .as(String.join(" ", command).toLowerCase(Locale.ROOT) + ": " + said)
                .isZero();
        return said;
    }
}
