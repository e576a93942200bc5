/* Files: of /proc and /sys, of the host, devices, setuid programs, descriptors. */
#include "hostile.h"

#include <dirent.h>
#include <linux/capability.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>

static void proc_sysrq(char **args) {
    (void)args;
    int fd = open("/proc/sysrq-trigger", O_WRONLY);
    if (fd < 0) tried("/proc/sysrq-trigger", fd);
    else forbidden("/proc/sysrq-trigger", write(fd, "h", 1)); /* help: the one that does nothing */
}

static void core_pattern(char **args) {
    (void)args;
    must_not_write("/proc/sys/kernel/core_pattern");
}

static void proc_sys(char **args) {
    (void)args;
    static const char *const FILES[] = {
        "/proc/sys/kernel/modprobe",  "/proc/sys/kernel/printk",       "/proc/sys/kernel/randomize_va_space",
        "/proc/sys/kernel/hostname",  "/proc/sys/kernel/ns_last_pid",  "/proc/sys/kernel/poweroff_cmd",
        "/proc/sys/vm/swappiness",    "/proc/sys/vm/overcommit_memory", "/proc/sys/fs/suid_dumpable",
        "/proc/sys/fs/file-max",      "/proc/sys/fs/binfmt_misc/register", "/proc/sys/user/max_user_namespaces",
        "/proc/sys/net/ipv4/ip_forward", "/proc/irq/default_smp_affinity", "/proc/fs/nfsd/threads",
    };
    for (size_t i = 0; i < COUNT(FILES); i++) must_not_write(FILES[i]);
    forbidden("/proc/sys/vm/drop_caches", open("/proc/sys/vm/drop_caches", O_WRONLY));
}

static void sys_files(char **args) {
    (void)args;
    static const char *const FILES[] = {
        "/sys/kernel/uevent_helper", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/power/state",
        "/sys/kernel/profiling", "/sys/module/kernel/parameters/panic", "/sys/fs/cgroup/release_agent",
        "/sys/fs/cgroup/memory/release_agent", "/sys/firmware/acpi/interrupts/sci", "/sys/block/vda/queue/nr_requests",
    };
    for (size_t i = 0; i < COUNT(FILES); i++) must_not_write(FILES[i]);
}

/* ARGUMENT: a file of the host that anybody may read. */
static void host_file(char **args) {
    char path[4200];
    forbidden("the file itself", open(args[0], O_RDONLY));
    snprintf(path, sizeof path, "/proc/self/root%s", args[0]);
    forbidden("by /proc/self/root", open(path, O_RDONLY));
    snprintf(path, sizeof path, "/proc/1/root%s", args[0]);
    forbidden("by /proc/1/root", open(path, O_RDONLY));
    snprintf(path, sizeof path, "/proc/1/cwd/../../../../../../../../%s", args[0]);
    forbidden("by /proc/1/cwd and ..", open(path, O_RDONLY));
    for (int fd = 0; fd < 20; fd++) { /* a descriptor of a host's directory: CVE-2024-21626 */
        snprintf(path, sizeof path, "/proc/self/fd/%d/../../../../../../../../..%s", fd, args[0]);
        int got = open(path, O_RDONLY);
        if (got >= 0) escaped("by descriptor %d", fd);
    }
    snprintf(path, sizeof path, "/tmp/jlinux-link-%d", getpid());
    tried("symlink", symlink(args[0], path));
    forbidden("by a symbolic link", open(path, O_RDONLY));
    unlink(path);
}

static void host_directories(char **args) {
    (void)args;
    static const char *const PATHS[] = {
        "/root", "/home", "/etc/shadow", "/etc/passwd", "/etc/ssh", "/var", "/run", "/boot", "/mnt", "/media", "/srv", "/opt", "/work",
        "/var/run/docker.sock", "/run/containerd/containerd.sock",
    };
    for (size_t i = 0; i < COUNT(PATHS); i++) forbidden(PATHS[i], access(PATHS[i], F_OK));
}

static void write_root(char **args) {
    (void)args;
    static const char *const PATHS[] = {
        "/jlinux-escaped", "/usr/jlinux-escaped", "/usr/bin/jlinux-escaped", "/etc/jlinux-escaped", "/dev/jlinux-escaped",
        "/proc/jlinux-escaped",
    };
    for (size_t i = 0; i < COUNT(PATHS); i++) forbidden(PATHS[i], open(PATHS[i], O_WRONLY | O_CREAT | O_EXCL, 0600));
    forbidden("overwrite /usr/bin/env", open("/usr/bin/env", O_RDWR));
    forbidden("chmod /usr/bin/env", chmod("/usr/bin/env", 0777));
    forbidden("chown /usr/bin/env", chown("/usr/bin/env", getuid(), getgid()));
    forbidden("rename /usr", rename("/usr", "/usr2"));
    forbidden("unlink /bin", unlink("/bin"));
    forbidden("hard link to the host's file", link("/usr/bin/env", "/tmp/env"));
    forbidden("set times of /usr", utimensat(AT_FDCWD, "/usr", NULL, 0));
}

/* The runtime must not be what is overwritten: CVE-2019-5736. */
static void own_program(char **args) {
    (void)args;
    char target[4096];
    forbidden("write /proc/self/exe", open("/proc/self/exe", O_WRONLY | O_TRUNC));
    forbidden("write /proc/1/exe", open("/proc/1/exe", O_WRONLY | O_TRUNC));
    ssize_t n = readlink("/proc/1/exe", target, sizeof target - 1);
    if (n < 0) {
        tried("readlink /proc/1/exe", n);
        return;
    }
    target[n] = 0;
    printf("/proc/1/exe is %s\n", target);
    if (strstr(target, "java")) escaped("the JVM's program");
    FILE *maps = fopen("/proc/1/maps", "r");
    for (char line[1024]; maps && fgets(line, sizeof line, maps);)
        if (strstr(line, "libjvm") || strstr(line, "/jdk")) escaped("the JVM's memory");
}

static void descriptors(char **args) {
    (void)args;
    DIR *fds = opendir("/proc/self/fd");
    if (!fds) return;
    for (struct dirent *e; (e = readdir(fds));) {
        int fd = atoi(e->d_name);
        if (e->d_name[0] == '.' || fd <= 2 || fd == dirfd(fds)) continue;
        escaped("descriptor %d", fd);
    }
    for (int fd = 3; fd < 20; fd++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (fd != dirfd(fds) && chdir(path) == 0) escaped("chdir to descriptor %d", fd);
    }
    char cwd[4096];
    if (getcwd(cwd, sizeof cwd) && cwd[0] != '/') escaped("a directory outside of the root: %s", cwd);
}

static void chroot_breakout(char **args) {
    (void)args;
    tried("mkdir", mkdir("/tmp/jail", 0700));
    int top = open("/", O_RDONLY | O_DIRECTORY);
    if (chroot("/tmp/jail") < 0) {
        tried("chroot", -1);
        return;
    }
    if (fchdir(top) < 0) return;
    for (int i = 0; i < 100; i++)
        if (chdir("..") < 0) break;
    forbidden("chroot out of the jail", chroot("."));
}

static void file_handles(char **args) {
    (void)args;
    union {
        struct file_handle handle;
        char room[sizeof(struct file_handle) + 128];
    } h = {.handle = {.handle_bytes = 128}};
    int mount;
    if (!tried("name_to_handle_at /usr", name_to_handle_at(AT_FDCWD, "/usr", &h.handle, &mount, 0))) return;
    int usr = open("/usr", O_RDONLY | O_DIRECTORY);
    forbidden("open_by_handle_at of the same", open_by_handle_at(usr, &h.handle, O_RDONLY));
    memset(h.handle.f_handle, 0, 8);
    h.handle.f_handle[0] = 2; /* the root of an ext4 */
    h.handle.handle_bytes = 8;
    h.handle.handle_type = 1;
    forbidden("open_by_handle_at of the host's root", open_by_handle_at(usr, &h.handle, O_RDONLY));
}

static void device_nodes(char **args) {
    (void)args;
    struct stat usr;
    if (stat("/usr", &usr) == 0) {
        forbidden("mknod of the disk below /usr", mknod("/tmp/disk", S_IFBLK | 0666, usr.st_dev));
        forbidden("open it", open("/tmp/disk", O_RDONLY));
    }
    forbidden("mknod sda", mknod("/tmp/sda", S_IFBLK | 0666, makedev(8, 0)));
    forbidden("mknod mem", mknod("/tmp/mem", S_IFCHR | 0666, makedev(1, 1)));
    forbidden("mknod kmsg", mknod("/tmp/kmsg", S_IFCHR | 0666, makedev(1, 11)));
    static const char *const DEVICES[] = {
        "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/dev/loop-control",
        "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/console", "/dev/tty1", "/dev/ptmx", "/dev/pts/0", "/dev/uinput", "/dev/vsock",
    };
    for (size_t i = 0; i < COUNT(DEVICES); i++) forbidden(DEVICES[i], open(DEVICES[i], O_RDWR));
}

static void setuid_programs(char **args) {
    if (args[0]) { /* as the program that was made setuid */
        if (geteuid() == 0 || geteuid() != getuid()) escaped("effective uid %d", geteuid());
        return;
    }
    uid_t before = getuid();
    char command[] = "cp /proc/self/exe /tmp/suid && chmod 6777 /tmp/suid";
    tried("chmod 6777", system(command) == 0 ? 0 : -1);
    pid_t child = fork();
    if (child == 0) {
        execl("/tmp/suid", "suid", "setuid-programs", "again", NULL);
        _exit(3);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WEXITSTATUS(status) == 66) escaped("a setuid copy");
    struct statvfs usr;
    if (statvfs("/usr", &usr) == 0 && !(usr.f_flag & ST_NOSUID)) escaped("setuid programs of the host: /usr is not nosuid");
    forbidden("setuid 0", setuid(0));
    forbidden("setgid 0", setgid(0));
    gid_t group = 0;
    forbidden("setgroups", syscall(SYS_setgroups, 1, &group));
    if (getuid() != before) escaped("uid %d", getuid());
}

static void file_capabilities(char **args) {
    (void)args;
    struct vfs_cap_data caps = {.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE};
    caps.data[0].permitted = caps.data[1].permitted = ~0U;
    int fd = open("/tmp/capable", O_WRONLY | O_CREAT, 0755);
    forbidden("setxattr security.capability", fsetxattr(fd, "security.capability", &caps, sizeof caps, 0));
    forbidden("setxattr trusted", fsetxattr(fd, "trusted.x", "x", 1, 0));
}

const struct attack FILES[] = {
    {"proc-sysrq", proc_sysrq},
    {"core-pattern", core_pattern},
    {"proc-sys", proc_sys},
    {"sys-files", sys_files},
    {"host-file", host_file},
    {"host-directories", host_directories},
    {"write-root", write_root},
    {"own-program", own_program},
    {"descriptors", descriptors},
    {"chroot-breakout", chroot_breakout},
    {"file-handles", file_handles},
    {"device-nodes", device_nodes},
    {"setuid-programs", setuid_programs},
    {"file-capabilities", file_capabilities},
    {NULL, NULL},
};
