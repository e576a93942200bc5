/* Mounts, namespaces, cgroups, keys, terminals. */
#include "hostile.h"

#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef SYS_open_tree
#define SYS_open_tree 428
#endif
#ifndef SYS_fsopen
#define SYS_fsopen 430
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static void mounts(char **args) {
    (void)args;
    forbidden("mount tmpfs", mount("none", "/tmp", "tmpfs", 0, NULL));
    forbidden("mount proc", mount("none", "/tmp", "proc", 0, NULL));
    forbidden("mount sysfs", mount("none", "/tmp", "sysfs", 0, NULL));
    forbidden("mount cgroup2", mount("none", "/tmp", "cgroup2", 0, NULL));
    forbidden("mount cgroup for its release_agent", mount("none", "/tmp", "cgroup", 0, "memory"));
    forbidden("mount debugfs", mount("none", "/tmp", "debugfs", 0, NULL));
    forbidden("bind /usr", mount("/usr", "/tmp", NULL, MS_BIND, NULL));
    forbidden("make / shared", mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL));
    forbidden("move /proc", mount("/proc", "/tmp", NULL, MS_MOVE, NULL));
}

static void unmounts(char **args) {
    (void)args;
    static const char *const OVER[] = {"/proc/sys", "/proc/bus", "/proc", "/dev/null", "/dev", "/tmp", "/usr", "/"};
    for (size_t i = 0; i < COUNT(OVER); i++) forbidden(OVER[i], umount2(OVER[i], MNT_DETACH));
}

static void remounts(char **args) {
    (void)args;
    static const char *const READ_ONLY[] = {"/", "/usr", "/proc/sys", "/dev"};
    for (size_t i = 0; i < COUNT(READ_ONLY); i++)
        forbidden(READ_ONLY[i], mount(NULL, READ_ONLY[i], NULL, MS_REMOUNT | MS_BIND, NULL));
    struct {
        uint64_t set, clear, propagation, userns;
    } writable = {.clear = 1};
    forbidden("mount_setattr /usr", syscall(SYS_mount_setattr, AT_FDCWD, "/usr", 0, &writable, sizeof writable));
}

static void new_mount_calls(char **args) {
    (void)args;
    forbidden("fsopen proc", syscall(SYS_fsopen, "proc", 0));
    forbidden("fsopen tmpfs", syscall(SYS_fsopen, "tmpfs", 0));
    forbidden("open_tree clone", syscall(SYS_open_tree, AT_FDCWD, "/usr", 1));
    forbidden("pivot_root", syscall(SYS_pivot_root, "/tmp", "/tmp"));
}

/* Root of a user namespace of one's own: what is locked stays locked. */
static void as_nested_root(void) {
    forbidden("remount /usr", mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL));
    forbidden("remount /proc/sys", mount(NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND, NULL));
    forbidden("umount /proc/sys", umount2("/proc/sys", MNT_DETACH));
    forbidden("umount /", umount2("/", MNT_DETACH));
    forbidden("mount proc", mount("none", "/tmp", "proc", 0, NULL));
    forbidden("mount sysfs", mount("none", "/tmp", "sysfs", 0, NULL));
    must_not_write("/proc/sys/kernel/core_pattern");
    forbidden("overwrite /usr/bin/env", open("/usr/bin/env", O_RDWR));
    forbidden("open_by_handle_at", syscall(SYS_open_by_handle_at, open("/usr", O_RDONLY), "", 0));
}

static void unshare_user(char **args) {
    (void)args;
    forbidden("unshare mount", unshare(CLONE_NEWNS));
    forbidden("unshare net", unshare(CLONE_NEWNET));
    forbidden("unshare pid", unshare(CLONE_NEWPID));
    if (tried("unshare user and mount", unshare(CLONE_NEWUSER | CLONE_NEWNS))) as_nested_root();
}

static int nested(void *unused) {
    (void)unused;
    as_nested_root();
    fflush(stdout);
    return 0;
}

static void clone_user(char **args) {
    (void)args;
    static char stack[65536] __attribute__((aligned(16)));
    pid_t child = clone(nested, stack + sizeof stack, CLONE_NEWUSER | CLONE_NEWNS | SIGCHLD, NULL);
    if (tried("clone user and mount", child)) waitpid(child, NULL, 0);
    uint64_t clone3_args[8] = {CLONE_NEWUSER | CLONE_NEWNS, 0, 0, 0, SIGCHLD};
    long three = syscall(SYS_clone3, clone3_args, sizeof clone3_args);
    if (three == 0) {
        as_nested_root();
        fflush(stdout);
        _exit(0);
    }
    if (tried("clone3 user and mount", three)) waitpid(three, NULL, 0);
}

/* ARGUMENT: a pid of the host. */
static void join_namespaces(char **args) {
    static const char *const KINDS[] = {"user", "mnt", "net", "pid", "ipc", "uts", "cgroup"};
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%s/ns/%s", args[0], KINDS[i]);
        forbidden(path, open(path, O_RDONLY));
        snprintf(path, sizeof path, "/proc/1/ns/%s", KINDS[i]);
        int fd = open(path, O_RDONLY);
        if (fd < 0) tried(path, fd);
        else forbidden(path, setns(fd, 0));
    }
    forbidden("pidfd_open of a host's process", syscall(SYS_pidfd_open, atoi(args[0]), 0));
}

static void host_names(char **args) {
    (void)args;
    char name[256] = "";
    gethostname(name, sizeof name);
    printf("hostname is %s\n", name);
    forbidden("sethostname", sethostname("escaped", 7));
    forbidden("setdomainname", setdomainname("escaped", 7));
}

static void cgroups(char **args) {
    (void)args;
    FILE *own = fopen("/proc/self/cgroup", "r");
    for (char line[4096]; own && fgets(line, sizeof line, own);) {
        line[strcspn(line, "\n")] = 0;
        char *path = strrchr(line, ':');
        if (!path || strcmp(path, ":/")) escaped("the host's cgroup path %s", line);
    }
    static const char *const FILES[] = {
        "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/../cgroup.procs", "/sys/fs/cgroup/pids/tasks",
        "/sys/fs/cgroup/unified/cgroup.procs", "/sys/fs/cgroup/memory.max",
    };
    for (size_t i = 0; i < COUNT(FILES); i++) forbidden(FILES[i], open(FILES[i], O_WRONLY));
    forbidden("mkdir a cgroup", mkdir("/sys/fs/cgroup/jlinux-escaped", 0755));
    forbidden("leave by CLONE_INTO_CGROUP", open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY));
}

static void keys(char **args) {
    (void)args;
    long session = syscall(SYS_keyctl, 0 /* GET_KEYRING_ID */, -3 /* session */, 0);
    if (tried("keyctl session keyring", session)) {
        char description[512] = "";
        syscall(SYS_keyctl, 6 /* DESCRIBE */, session, description, sizeof description);
        printf("session keyring is %s\n", description);
        unsigned char content[4096];
        long n = syscall(SYS_keyctl, 11 /* READ */, session, content, sizeof content);
        if (n > 0) escaped("%ld keys of the session", n / 4);
    }
    long key = syscall(SYS_add_key, "user", "jlinux-escape", "secret", 6, -5 /* user session */);
    forbidden("add_key to the user's keyring", key);
    if (key > 0) syscall(SYS_keyctl, 9 /* UNLINK */, key, -5);
    forbidden("request_key", syscall(SYS_request_key, "user", "jlinux-escape", "info", -3));
}

static void terminals(char **args) {
    (void)args;
    forbidden("open /dev/tty", open("/dev/tty", O_RDWR));
    for (int fd = 0; fd < 3; fd++) {
        forbidden("TIOCSTI", ioctl(fd, 0x5412, "x"));
        forbidden("TIOCLINUX", ioctl(fd, 0x541c, "\x03"));
    }
    if (getsid(0) != getpid() && getsid(0) != 1) escaped("session %d of the host", getsid(0));
}

#ifdef __x86_64__
/* The same by the calls of 32-bit programs, which a filter must know, too. Where the kernel has none, the child dies. */
static void by_int80(const char *step, long request) {
    static char typed[] = "y";
    pid_t child = fork();
    if (child == 0) {
        long r;
        __asm__ volatile("int $0x80" : "=a"(r) : "a"(54), "b"(0), "c"(request), "d"(typed) : "memory", "r8", "r9", "r10", "r11");
        _exit(r >= 0 ? 66 : 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 66) escaped("%s by int 0x80", step);
}
#endif

/* Stdin is a terminal that others use, too. */
static void shared_terminal(char **args) {
    (void)args;
    if (!isatty(0)) {
        escaped("stdin is no terminal");
        return;
    }
    tried("make it one's own", ioctl(0, 0x540e, 0));
    forbidden("TIOCSTI", syscall(SYS_ioctl, 0, 0x5412L, "x"));
    forbidden("TIOCSTI with a higher bit", syscall(SYS_ioctl, 0, 0x100005412L, "x"));
    forbidden("TIOCLINUX", syscall(SYS_ioctl, 0, 0x541cL, "\x03"));
    forbidden("TIOCLINUX with a higher bit", syscall(SYS_ioctl, 0, 0x10000541cL, "\x03"));
#ifdef __x86_64__
    by_int80("TIOCSTI", 0x5412);
#endif
}

const struct attack SPACES[] = {
    {"mounts", mounts},
    {"unmounts", unmounts},
    {"remounts", remounts},
    {"new-mount-calls", new_mount_calls},
    {"unshare-user", unshare_user},
    {"clone-user", clone_user},
    {"join-namespaces", join_namespaces},
    {"host-names", host_names},
    {"cgroups", cgroups},
    {"keys", keys},
    {"terminals", terminals},
    {"shared-terminal", shared_terminal},
    {NULL, NULL},
};
