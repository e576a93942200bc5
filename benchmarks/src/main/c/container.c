/*
 * A container as the config.json of `runc spec` asks for, made with no more syscalls than that takes. What the JLinux
 * benchmark runs is the same config.
 *
 * container              rootfs, the directory that becomes /sys/fs/cgroup, argv...
 * container-in-cgroups   rootfs, directories in which a cgroup is made for the container (with a comma behind each),
 *                        argv...: it joins them, sees them below /sys/fs/cgroup, and they are removed
 */
#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* linux/mount.h and sys/mount.h cannot both be had everywhere: the calls by number. */
static int mount_(const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
    return syscall(SYS_mount, source, target, type, flags, data);
}

#define HARDENED (MS_NOSUID | MS_NOEXEC | MS_NODEV)

static const struct {
    const char *type, *target, *data;
    unsigned long flags;
    int made; /* the mountpoint is not in the rootfs */
} MOUNTS[] = {
    {"proc", "proc", NULL, 0, 0},
    {"tmpfs", "dev", "mode=755,size=65536k", MS_NOSUID | MS_STRICTATIME, 0},
    {"devpts", "dev/pts", "newinstance,ptmxmode=0666,mode=0620,gid=5", MS_NOSUID | MS_NOEXEC, 1},
    {"tmpfs", "dev/shm", "mode=1777,size=65536k", HARDENED, 1},
    {"mqueue", "dev/mqueue", NULL, HARDENED, 1},
    {"sysfs", "sys", NULL, HARDENED | MS_RDONLY, 0},
};

static const struct {
    const char *path;
    int major, minor;
} DEVICES[] = {
    {"dev/null", 1, 3}, {"dev/zero", 1, 5},    {"dev/full", 1, 7},
    {"dev/random", 1, 8}, {"dev/urandom", 1, 9}, {"dev/tty", 5, 0},
};

static const char *const LINKS[][2] = {
    {"pts/ptmx", "dev/ptmx"},          {"/proc/self/fd", "dev/fd"},         {"/proc/self/fd/0", "dev/stdin"},
    {"/proc/self/fd/1", "dev/stdout"}, {"/proc/self/fd/2", "dev/stderr"}, {"/proc/kcore", "dev/core"},
};

static const char *const MASKED[] = {
    "/proc/acpi",        "/proc/asound",      "/proc/kcore",       "/proc/keys",    "/proc/latency_stats",
    "/proc/timer_list",  "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi",
};

static const char *const READONLY[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};

static const int KEPT_CAPABILITIES[] = {CAP_AUDIT_WRITE, CAP_KILL, CAP_NET_BIND_SERVICE};

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define MUST(step, call) \
    if ((call) < 0) return child_failed(step)

#define CGROUPS 16

/* The cgroups of the container, made before it: their directories, and where a v1 one is joined. */
static struct {
    char path[512], shown[64], tasks[520];
} cgroups[CGROUPS];
static int cgroup_count, born_in;

static uint64_t bounding; /* what the server has: only what is set need be dropped */

/* A bind: to mount it in the initial cgroup namespace waits for an RCU grace period. */
static int cgroup_bind(const char *cgroup, const char *target) {
    MUST(target, mount_(cgroup, target, NULL, MS_BIND | MS_REC, NULL));
    MUST(target, mount_(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_RELATIME | HARDENED, NULL));
    return 0;
}

/* Several hierarchies: a tmpfs with a bind for each. */
static int cgroup_tree(void) {
    const char *top = "sys/fs/cgroup";
    MUST(top, mount_("tmpfs", top, "tmpfs", HARDENED, "mode=755,size=64k"));
    for (int i = 0; i < cgroup_count; i++) {
        MUST(cgroups[i].shown, mkdir(cgroups[i].shown, 0755));
        cgroup_bind(cgroups[i].path, cgroups[i].shown);
    }
    MUST(top, mount_(NULL, top, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | HARDENED, NULL));
    return 0;
}

static int cgroup_join(void) {
    for (int i = 0; i < cgroup_count; i++) {
        if (!cgroups[i].tasks[0]) continue;
        int fd = open(cgroups[i].tasks, O_WRONLY | O_CLOEXEC);
        MUST(cgroups[i].tasks, fd);
        MUST(cgroups[i].tasks, write(fd, "0", 1));
        close(fd);
    }
    return 0;
}

static int mounts(const char *cgroup) {
    for (size_t i = 0; i < COUNT(MOUNTS); i++) {
        if (MOUNTS[i].made) MUST(MOUNTS[i].target, mkdir(MOUNTS[i].target, 0755));
        MUST(MOUNTS[i].target,
             mount_(MOUNTS[i].type, MOUNTS[i].target, MOUNTS[i].type, MOUNTS[i].flags, MOUNTS[i].data));
    }
    return cgroup_count > 1 ? cgroup_tree() : cgroup_bind(cgroup_count ? cgroups[0].path : cgroup, "sys/fs/cgroup");
}

static int devices(void) {
    for (size_t i = 0; i < COUNT(DEVICES); i++)
        MUST(DEVICES[i].path, mknod(DEVICES[i].path, S_IFCHR | 0666, makedev(DEVICES[i].major, DEVICES[i].minor)));
    for (size_t i = 0; i < COUNT(LINKS); i++) MUST(LINKS[i][1], symlink(LINKS[i][0], LINKS[i][1]));
    return 0;
}

static int change_root(void) {
    MUST("pivot_root", syscall(SYS_pivot_root, ".", "."));
    MUST("umount of the old root", syscall(SYS_umount2, ".", 2 /* MNT_DETACH */));
    MUST("chdir /", chdir("/"));
    return 0;
}

static int masks(void) {
    for (size_t i = 0; i < COUNT(READONLY); i++) {
        const char *path = READONLY[i];
        if (mount_(path, path, NULL, MS_BIND | MS_REC, NULL) < 0) {
            if (errno == ENOENT) continue;
            return child_failed(path);
        }
        MUST(path, mount_(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
    }
    for (size_t i = 0; i < COUNT(MASKED); i++) {
        const char *path = MASKED[i];
        if (mount_("/dev/null", path, NULL, MS_BIND, NULL) == 0 || errno == ENOENT) continue;
        if (errno != ENOTDIR) return child_failed(path);
        MUST(path, mount_("tmpfs", path, "tmpfs", MS_RDONLY, NULL));
    }
    return 0;
}

static int loopback_up(void) {
    struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    MUST("socket", s);
    MUST("lo up", ioctl(s, SIOCSIFFLAGS, &lo));
    close(s);
    return 0;
}

static int privileges(void) {
    struct rlimit files = {1024, 1024};
    MUST("RLIMIT_NOFILE", setrlimit(RLIMIT_NOFILE, &files));
    uint64_t keep = 0;
    for (size_t i = 0; i < COUNT(KEPT_CAPABILITIES); i++) keep |= UINT64_C(1) << KEPT_CAPABILITIES[i];
    for (int c = 0; c <= CAP_LAST_CAP; c++)
        if (bounding & ~keep & UINT64_C(1) << c) MUST("PR_CAPBSET_DROP", prctl(PR_CAPBSET_DROP, c, 0, 0, 0));
    MUST("setgroups", syscall(SYS_setgroups, 0, NULL));
    MUST("setresgid", syscall(SYS_setresgid, 0, 0, 0));
    MUST("setresuid", syscall(SYS_setresuid, 0, 0, 0));
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {
        {(uint32_t)keep, (uint32_t)keep, 0}, {(uint32_t)(keep >> 32), (uint32_t)(keep >> 32), 0}};
    MUST("capset", syscall(SYS_capset, &header, data));
    MUST("PR_SET_NO_NEW_PRIVS", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    return 0;
}

static int contained(void *arg) {
    char **args = arg;
    const char *rootfs = args[0], *cgroup = args[1];
    struct mount_attr readonly = {.attr_set = MOUNT_ATTR_RDONLY};
    cgroup_join();
    MUST("setsid", setsid());
    umask(0);
    MUST("/ rslave", mount_(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL));
    MUST("bind of the rootfs", mount_(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL));
    MUST("chdir to the rootfs", chdir(rootfs));
    mounts(cgroup);
    devices();
    change_root();
    MUST("readonly root", syscall(SYS_mount_setattr, -1, "/", 0, &readonly, sizeof readonly));
    MUST("sethostname", sethostname("runc", 4));
    loopback_up();
    masks();
    privileges();
    umask(022);
    return become(args + 2);
}

static int contain(char **args) {
    if (!bounding)
        for (int c = 0; c <= CAP_LAST_CAP; c++)
            if (prctl(PR_CAPBSET_READ, c, 0, 0, 0) == 1) bounding |= UINT64_C(1) << c;
    return launch(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET, born_in, contained, args);
}

int container(char **args) {
    cgroup_count = 0;
    born_in = -1;
    return contain(args);
}

/* The devices that the runtime-spec gives a container, in v1's controller. */
static int allow_devices(const char *cgroup) {
    static const char *const allowed[] = {
        "b *:* m", "c *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm", "c 5:2 rwm", "c 136:* rwm"};
    if (strncmp(cgroup, "/sys/fs/cgroup/devices", 22)) return 0;
    char file[530];
    snprintf(file, sizeof file, "%s/devices.deny", cgroup);
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "a", 1) != 1) return failed(file);
    close(fd);
    snprintf(file, sizeof file, "%s/devices.allow", cgroup);
    fd = open(file, O_WRONLY | O_CLOEXEC);
    for (size_t i = 0; i < COUNT(allowed); i++)
        if (fd < 0 || write(fd, allowed[i], strlen(allowed[i])) < 0) return failed(file);
    close(fd);
    return 0;
}

static int cgroups_make(const char *parents) {
    char list[4096], *rest = list, *parent;
    snprintf(list, sizeof list, "%s", parents);
    born_in = -1;
    for (cgroup_count = 0; cgroup_count < CGROUPS && (parent = strsep(&rest, ",")) && *parent; cgroup_count++) {
        char *path = cgroups[cgroup_count].path, *shown = cgroups[cgroup_count].shown;
        snprintf(path, sizeof cgroups->path, "%s/jlinux-floor", parent);
        snprintf(shown, sizeof cgroups->shown, "sys/fs/cgroup/%d", cgroup_count);
        cgroups[cgroup_count].tasks[0] = 0;
        if (mkdir(path, 0755)) return failed(path);
        if (strncmp(parent, "/sys/fs/cgroup/unified", 22) && access("/sys/fs/cgroup/cgroup.procs", F_OK)) {
            snprintf(cgroups[cgroup_count].tasks, sizeof cgroups->tasks, "%s/jlinux-floor/tasks", parent);
        } else if ((born_in = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0) {
            return failed(path);
        }
    }
    return 0;
}

int container_in_cgroups(char **args) {
    int result = cgroups_make(args[1]);
    for (int i = 0; i < cgroup_count && !result; i++) result = allow_devices(cgroups[i].path);
    if (!result) result = contain(args);
    if (born_in >= 0) close(born_in);
    while (cgroup_count > 0)
        if (rmdir(cgroups[--cgroup_count].path) && !result) result = failed("rmdir of the cgroup");
    return result;
}
