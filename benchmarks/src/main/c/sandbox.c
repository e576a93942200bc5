/*
 * Sandbox.untrusted(), made with no more syscalls than that takes: a user namespace whose map the parent writes, six others, a root
 * of the host's programs, private /proc, /dev and /tmp, masks, limits, no capabilities, Landlock,
 * a seccomp filter, and the end with the parent.
 *
 * sandbox   file with the filter's instructions, the program
 */
#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MUST(step, call) \
    if ((call) < 0) { perror(step); _exit(126); }
#define COUNT(a) (sizeof(a) / sizeof *(a))

static int mount_(const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
    return syscall(SYS_mount, source, target, type, flags, data);
}

static struct sock_filter filter[4096];
static unsigned short filter_length;

static void bind_(const char *source, const char *target, unsigned long flags) {
    MUST(target, mount_(source, target, NULL, MS_BIND | MS_REC, NULL));
    if (flags) MUST(target, mount_(NULL, target, NULL, MS_REMOUNT | MS_BIND | flags, NULL));
}

static void root_of_host(void) {
    static const char *const DIRECTORIES[] = {"/usr", "/etc/alternatives", "/etc/ld.so.conf.d", "/etc/ssl/certs"};
    static const char *const FILES[] = {"/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ssl/openssl.cnf"};
    static const char *const LINKS[][2] = {{"usr/bin", "bin"}, {"usr/sbin", "sbin"}, {"usr/lib", "lib"}, {"usr/lib64", "lib64"}};
    MUST("root", mount_("tmpfs", "/mnt", "tmpfs", MS_NOSUID, "mode=755"));
    MUST("chdir", chdir("/mnt"));
    MUST("etc", mkdir("etc", 0755));
    MUST("etc/ssl", mkdir("etc/ssl", 0755));
    for (size_t i = 0; i < COUNT(DIRECTORIES); i++) {
        if (access(DIRECTORIES[i], F_OK)) continue;
        MUST(DIRECTORIES[i], mkdir(DIRECTORIES[i] + 1, 0755));
        bind_(DIRECTORIES[i], DIRECTORIES[i] + 1, MS_RDONLY | MS_NOSUID | MS_NODEV);
    }
    for (size_t i = 0; i < COUNT(FILES); i++) {
        if (access(FILES[i], F_OK)) continue;
        close(open(FILES[i] + 1, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
        bind_(FILES[i], FILES[i] + 1, MS_RDONLY | MS_NOSUID | MS_NODEV);
    }
    for (size_t i = 0; i < COUNT(LINKS); i++) MUST(LINKS[i][1], symlink(LINKS[i][0], LINKS[i][1]));
}

static void private_parts(const char *program) {
    static const char *const DEVICES[] = {"null", "zero", "full", "random", "urandom", "tty"};
    static const char *const LINKS[][2] = {
        {"/proc/self/fd", "dev/fd"}, {"/proc/self/fd/0", "dev/stdin"}, {"/proc/self/fd/1", "dev/stdout"}, {"/proc/self/fd/2", "dev/stderr"}};
    MUST("proc", mkdir("proc", 0755));
    MUST("proc", mount_("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL));
    MUST("dev", mkdir("dev", 0755));
    MUST("dev", mount_("tmpfs", "dev", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=65536,mode=755"));
    MUST("dev/shm", mkdir("dev/shm", 0755));
    MUST("dev/shm", mount_("tmpfs", "dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=67108864,mode=1777"));
    MUST("tmp", mkdir("tmp", 0755));
    MUST("tmp", mount_("tmpfs", "tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=67108864,nr_inodes=16384,mode=1777"));
    MUST("box", mkdir("box", 0755));
    close(open("box/noop", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    bind_(program, "box/noop", MS_RDONLY | MS_NOSUID | MS_NODEV);
    for (size_t i = 0; i < COUNT(DEVICES); i++) {
        char inside[32], outside[32];
        snprintf(inside, sizeof inside, "dev/%s", DEVICES[i]);
        snprintf(outside, sizeof outside, "/dev/%s", DEVICES[i]);
        close(open(inside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        bind_(outside, inside, 0);
    }
    for (size_t i = 0; i < COUNT(LINKS); i++) MUST(LINKS[i][1], symlink(LINKS[i][0], LINKS[i][1]));
}

static void masks(void) {
    static const char *const READ_ONLY[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
    static const char *const MASKED[] = {"/proc/acpi",       "/proc/asound",      "/proc/kcore",       "/proc/keys", "/proc/latency_stats",
                                         "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi"};
    struct mount_attr readonly = {.attr_set = MOUNT_ATTR_RDONLY};
    for (size_t i = 0; i < COUNT(READ_ONLY); i++) {
        if (mount_(READ_ONLY[i], READ_ONLY[i], NULL, MS_BIND | MS_REC, NULL) < 0) continue;
        MUST(READ_ONLY[i], syscall(SYS_mount_setattr, -1, READ_ONLY[i], 0, &readonly, sizeof readonly));
    }
    for (size_t i = 0; i < COUNT(MASKED); i++) {
        if (mount_("/dev/null", MASKED[i], NULL, MS_BIND, NULL) == 0 || errno == ENOENT) continue;
        MUST(MASKED[i], mount_("tmpfs", MASKED[i], "tmpfs", MS_RDONLY, "size=4k"));
    }
    MUST("/dev", syscall(SYS_mount_setattr, -1, "/dev", 0, &readonly, sizeof readonly));
    MUST("/", syscall(SYS_mount_setattr, -1, "/", 0, &readonly, sizeof readonly));
}

/* The rights that SandboxLandlock gives, in the kernel's bits; a kernel without Landlock, or with its first version only, goes without. */
static void landlock(void) {
    enum { READ = 0xd, WRITE = 0x4002, WRITE_DEVICE = 0xc002, READ_AND_WRITE = 0x77be };
    static const struct {
        const char *path;
        unsigned long long access;
    } RULES[] = {{"/", READ}, {"/proc", WRITE}, {"/dev", WRITE_DEVICE}, {"/dev/shm", READ_AND_WRITE}, {"/tmp", READ_AND_WRITE}};
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* VERSION */);
    if (abi < 2) return;
    unsigned long long known = abi < 3 ? 0x3fff : abi < 5 ? 0x7fff : 0xffff;
    struct {
        unsigned long long files, ports, scopes;
    } handled = {known, 0, abi < 6 ? 0 : 3};
    int ruleset = syscall(SYS_landlock_create_ruleset, &handled, abi < 4 ? 8 : abi < 6 ? 16 : sizeof handled, 0);
    MUST("ruleset", ruleset);
    for (size_t i = 0; i < COUNT(RULES); i++) {
        struct __attribute__((packed)) {
            unsigned long long access;
            int fd;
        } rule = {RULES[i].access & known, open(RULES[i].path, O_PATH | O_CLOEXEC)};
        MUST(RULES[i].path, syscall(SYS_landlock_add_rule, ruleset, 1 /* PATH_BENEATH */, &rule, 0));
        close(rule.fd);
    }
    MUST("landlock", syscall(SYS_landlock_restrict_self, ruleset, 0));
    close(ruleset);
}

static void privileges(void) {
    static const struct {
        int resource;
        rlim_t limit;
    } LIMITS[] = {{RLIMIT_CORE, 0},           {RLIMIT_NPROC, 64},    {RLIMIT_NOFILE, 256},  {RLIMIT_DATA, 512 << 20},
                  {RLIMIT_FSIZE, 64 << 20}, {RLIMIT_MEMLOCK, 0}, {RLIMIT_MSGQUEUE, 0}, {RLIMIT_SIGPENDING, 256}};
    for (size_t i = 0; i < COUNT(LIMITS); i++) {
        struct rlimit l = {LIMITS[i].limit, LIMITS[i].limit};
        MUST("setrlimit", setrlimit(LIMITS[i].resource, &l));
    }
    MUST("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    landlock();
    for (int c = 0; c <= CAP_LAST_CAP; c++) MUST("PR_CAPBSET_DROP", prctl(PR_CAPBSET_DROP, c, 0, 0, 0));
    MUST("setgroups", syscall(SYS_setgroups, 0, NULL));
    MUST("setresgid", syscall(SYS_setresgid, 1000, 1000, 1000));
    MUST("setresuid", syscall(SYS_setresuid, 1000, 1000, 1000));
    MUST("chdir", chdir("/tmp"));
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {0};
    MUST("capset", syscall(SYS_capset, &header, none));
    MUST("death signal", prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    MUST("keyring", syscall(SYS_keyctl, 1 /* JOIN_SESSION_KEYRING */, NULL));
    struct sock_fprog program = {filter_length, filter};
    MUST("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

static void child(int gate, const char *program) {
    char byte;
    char *argv[] = {"/box/noop", NULL};
    if (read(gate, &byte, 1) != 1) _exit(125);
    MUST("setresgid", syscall(SYS_setresgid, 0, 0, 0));
    MUST("setresuid", syscall(SYS_setresuid, 0, 0, 0));
    MUST("cgroup namespace", unshare(CLONE_NEWCGROUP));
    MUST("setsid", setsid());
    umask(0);
    MUST("/ rslave", mount_(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL));
    root_of_host();
    private_parts(program);
    MUST("pivot_root", syscall(SYS_pivot_root, ".", "."));
    MUST("umount of the old root", syscall(SYS_umount2, ".", 2 /* MNT_DETACH */));
    MUST("chdir /", chdir("/"));
    masks();
    umask(022);
    MUST("sethostname", sethostname("sandbox", 7));
    privileges();
    become(argv);
    _exit(124);
}

static int write_map(long pid, const char *name) {
    static const char MAP[] = "0 2000000000 65536\n";
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/%s", pid, name);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, MAP, sizeof MAP - 1) < 0) return failed(path);
    close(fd);
    return 0;
}

static int read_filter(const char *file) {
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, filter, sizeof filter);
    if (n <= 0) return failed(file);
    filter_length = n / sizeof *filter;
    close(fd);
    return 0;
}

int sandbox(char **args) {
    if (!filter_length && read_filter(args[0])) return -1;
    int gate[2], pidfd = -1, status = 0;
    if (pipe2(gate, O_CLOEXEC)) return failed("pipe");
    struct clone_args clone = {
        .flags = CLONE_PIDFD | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET,
        .pidfd = (uintptr_t)&pidfd,
        .exit_signal = SIGCHLD,
    };
    long pid = syscall(SYS_clone3, &clone, sizeof clone);
    if (pid == 0) child(gate[0], args[1]);
    close(gate[0]);
    if (pid < 0) return failed("clone3");
    int result = write_map(pid, "uid_map") || write_map(pid, "gid_map") || write(gate[1], "", 1) != 1;
    close(gate[1]);
    siginfo_t info;
    while (waitid(P_PIDFD, pidfd, &info, WEXITED) < 0 && errno == EINTR) {}
    close(pidfd);
    status = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
    return result ? failed("id maps") : status ? failed_status("sandbox", status) : 0;
}
