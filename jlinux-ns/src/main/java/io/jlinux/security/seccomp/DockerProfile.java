package io.jlinux.security.seccomp;

import static io.jlinux.security.seccomp.SeccompAction.ALLOW;
import static io.jlinux.security.seccomp.SeccompProfile.When.NEVER_MIND;
import static io.jlinux.security.seccomp.SeccompProfile.When.has;
import static io.jlinux.security.seccomp.SeccompProfile.When.runsOn;
import static io.jlinux.security.seccomp.SeccompProfile.When.since;

import io.jlinux.security.Capability;
import io.jlinux.security.seccomp.SeccompProfile.Entry;
import io.jlinux.security.seccomp.SeccompProfile.When;
import io.jlinux.sys.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * What containers may call by default: equal in effect to Docker's default profile (moby/profiles, November 2026).
 *
 * <p>Everything that usual programs need is allowed; what reaches into the kernel or other containers only with the capability
 * that goes with it. No namespaces are made without CAP_SYS_ADMIN (clone3, whose flags are behind a pointer, is {@code ENOSYS}, so that
 * libraries fall back to clone), sockets are of families that are kept up and belong to the network namespace (no AF_ALG, no AF_VSOCK),
 * and the personality can only be one of the harmless five. The rest is {@code EPERM}.
 *
 * <p>32-bit programs make sockets through socketcall(2), where the family cannot be seen: the limit on families does not bind them.
 *
 * @see <a href="https://docs.docker.com/engine/security/seccomp/">Seccomp security profiles for Docker</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class DockerProfile {
    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
    private static final long NAMESPACES = 0x7e02_0000L;

    /** Families from here on are listed one by one; all below are allowed: AF_UNIX to AF_ROSE. */
    private static final long FIRST_GAP = 12;

    private static final long[] FAMILIES = {
        13, 14, 15, 16, 17, 18, 21, 22, 24, 26, 27, 28, 29, 30, 31, 32, 33, 35, 36, 39, 41, 42, 43, 44, 45
    };

    /** PER_LINUX, PER_LINUX32, UNAME26, both, and the question which it is. */
    private static final long[] PERSONALITIES = {0, 8, 0x20000, 0x20008, 0xffff_ffffL};

    private static final String EVERYONE = """
            read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek _llseek close close_range
            open openat openat2 creat access faccessat faccessat2 dup dup2 dup3 fcntl fcntl64 flock ioctl umask
            stat lstat fstat stat64 lstat64 fstat64 fstatat64 newfstatat statx statfs statfs64 fstatfs fstatfs64
            statmount listmount truncate truncate64 ftruncate ftruncate64 fallocate fadvise64 fadvise64_64 readahead
            sync syncfs fsync fdatasync sync_file_range copy_file_range sendfile sendfile64 splice tee vmsplice
            mkdir mkdirat rmdir mknod mknodat link linkat unlink unlinkat symlink symlinkat readlink readlinkat
            rename renameat renameat2 chdir fchdir getcwd getdents getdents64 name_to_handle_at
            chmod fchmod fchmodat fchmodat2 chown chown32 fchown fchown32 lchown lchown32 fchownat
            utime utimes futimesat utimensat utimensat_time64
            getxattr lgetxattr fgetxattr getxattrat setxattr lsetxattr fsetxattr setxattrat
            listxattr llistxattr flistxattr listxattrat removexattr lremovexattr fremovexattr removexattrat
            inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_mark
            poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 pipe pipe2
            epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old epoll_pwait epoll_pwait2
            eventfd eventfd2 signalfd signalfd4 timerfd_create
            timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64
            io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents io_pgetevents_time64
            mmap mmap2 munmap mremap mprotect madvise mincore msync brk remap_file_pages mseal map_shadow_stack
            mlock mlock2 mlockall munlock munlockall memfd_create memfd_secret membarrier
            pkey_alloc pkey_free pkey_mprotect process_mrelease
            shmget shmat shmdt shmctl semget semop semctl semtimedop semtimedop_time64 msgget msgsnd msgrcv msgctl ipc
            mq_open mq_unlink mq_notify mq_getsetattr mq_timedsend mq_timedsend_time64
            mq_timedreceive mq_timedreceive_time64
            socketcall socketpair bind connect listen accept accept4 shutdown getsockname getpeername getsockopt setsockopt
            send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64
            fork vfork execve execveat exit exit_group wait4 waitid waitpid kill tkill tgkill pidfd_open pidfd_send_signal
            getpid getppid gettid getpgid getpgrp setpgid getsid setsid set_tid_address
            getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getresuid getresuid32 getresgid getresgid32
            setuid setuid32 setgid setgid32 setreuid setreuid32 setregid setregid32 setresuid setresuid32 setresgid
            setresgid32 setfsuid setfsuid32 setfsgid setfsgid32 getgroups getgroups32 setgroups setgroups32 capget capset
            rt_sigaction rt_sigprocmask rt_sigpending rt_sigsuspend rt_sigreturn rt_sigqueueinfo rt_tgsigqueueinfo
            rt_sigtimedwait rt_sigtimedwait_time64 sigaltstack sigprocmask sigreturn restart_syscall pause alarm
            futex futex_time64 futex_wait futex_wake futex_waitv futex_requeue get_robust_list set_robust_list rseq
            get_thread_area set_thread_area prctl seccomp uretprobe riscv_hwprobe
            landlock_create_ruleset landlock_add_rule landlock_restrict_self
            sched_yield sched_getaffinity sched_setaffinity sched_getattr sched_setattr sched_getparam sched_setparam
            sched_getscheduler sched_setscheduler sched_get_priority_max sched_get_priority_min
            sched_rr_get_interval sched_rr_get_interval_time64 getpriority setpriority ioprio_get ioprio_set getcpu
            getrlimit ugetrlimit setrlimit prlimit64 getrusage times sysinfo uname getrandom
            time gettimeofday adjtimex clock_adjtime clock_adjtime64 clock_getres clock_getres_time64
            clock_gettime clock_gettime64 clock_nanosleep clock_nanosleep_time64 nanosleep getitimer setitimer
            timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 cachestat
            """;

    private static final String ADMINISTRATOR = """
            mount mount_setattr move_mount open_tree fsopen fsconfig fsmount fspick umount umount2 unshare setns clone clone3
            sethostname setdomainname quotactl quotactl_fd fanotify_init lookup_dcookie bpf perf_event_open syslog
            lsm_get_self_attr lsm_set_self_attr lsm_list_modules
            """;

    private static final SeccompProfile PROFILE = new SeccompProfile(
            "docker-default",
            SeccompAction.errno(Errno.EPERM),
            Map.of(
                    SeccompArch.X86_64, Set.of(SeccompArch.I386, SeccompArch.X32),
                    SeccompArch.AARCH64, Set.of(SeccompArch.ARM)),
            Set.of(),
            entries());

    private DockerProfile() {}

    /** The profile. */
    public static SeccompProfile profile() {
        return PROFILE;
    }

    /**
     * The policy for a container with these capabilities in its bounding set, on this machine. Calls of kernels newer than the
     * tables are {@code ENOSYS}, as runc has it.
     */
    public static SeccompPolicy policy(Set<Capability> capabilities) {
        return PROFILE.builder(SeccompProfile.Container.here(capabilities))
                .newerCalls(SeccompAction.errno(Errno.ENOSYS))
                .build();
    }

    private static List<Entry> entries() {
        List<Entry> list = new ArrayList<>();
        list.add(Entry.of(ALLOW, names(EVERYONE)));
        list.add(when(since(4, 8), "process_vm_readv process_vm_writev ptrace"));
        list.add(Entry.of(ALLOW, List.of("socket"), Condition.lt(0, FIRST_GAP)));
        equal(list, "socket", FAMILIES);
        equal(list, "personality", PERSONALITIES);
        list.add(when(
                runsOn(SeccompArch.AARCH64),
                "arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls"));
        list.add(when(runsOn(SeccompArch.X86_64), "arch_prctl modify_ldt"));
        capability(list, Capability.SYS_ADMIN, ADMINISTRATOR);
        capability(list, Capability.DAC_READ_SEARCH, "open_by_handle_at");
        capability(list, Capability.SYS_BOOT, "reboot");
        capability(list, Capability.SYS_CHROOT, "chroot");
        capability(list, Capability.SYS_MODULE, "delete_module init_module finit_module");
        capability(list, Capability.SYS_PACCT, "acct");
        capability(
                list,
                Capability.SYS_PTRACE,
                "kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace");
        capability(list, Capability.SYS_RAWIO, "iopl ioperm");
        capability(list, Capability.SYS_TIME, "settimeofday stime clock_settime clock_settime64");
        capability(list, Capability.SYS_TTY_CONFIG, "vhangup");
        capability(list, Capability.SYS_NICE, "get_mempolicy mbind set_mempolicy set_mempolicy_home_node");
        capability(list, Capability.SYSLOG, "syslog");
        capability(list, Capability.BPF, "bpf");
        capability(list, Capability.PERFMON, "perf_event_open");
        When admin = has(Capability.SYS_ADMIN);
        list.add(new Entry(List.of("clone"), ALLOW, List.of(Condition.maskedEq(0, NAMESPACES, 0)), NEVER_MIND, admin));
        list.add(new Entry(List.of("clone3"), SeccompAction.errno(Errno.ENOSYS), List.of(), NEVER_MIND, admin));
        return list;
    }

    private static void equal(List<Entry> list, String call, long... values) {
        for (long v : values) list.add(Entry.of(ALLOW, List.of(call), Condition.eq(0, v)));
    }

    private static void capability(List<Entry> list, Capability capability, String calls) {
        list.add(when(has(capability), calls));
    }

    private static Entry when(When includes, String calls) {
        return new Entry(names(calls), ALLOW, List.of(), includes, NEVER_MIND);
    }

    private static List<String> names(String text) {
        List<String> list = new ArrayList<>();
        StringTokenizer words = new StringTokenizer(text);
        while (words.hasMoreTokens()) list.add(words.nextToken());
        return list;
    }
}
