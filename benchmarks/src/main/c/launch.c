/* Processes: the least that starts one, gives it /dev/null and nothing else, and reaps it by pidfd. */
#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

#define STACK (64 << 10)

static char *stack;
static int dev_null;
static sigset_t every_signal, inherited;
static const char *volatile failed_step;
static volatile int failed_errno;

static char *environment[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm", NULL};

void launch_init(void) {
    stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    dev_null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (stack == MAP_FAILED || dev_null < 0) abort();
    sigfillset(&every_signal);
}

int child_failed(const char *step) {
    failed_step = step; /* our memory is the parent's */
    failed_errno = errno;
    _exit(127);
}

static int reap(idtype_t type, int id, const char *what) {
    siginfo_t info;
    while (waitid(type, id, &info, WEXITED) < 0)
        if (errno != EINTR) return failed("waitid");
    if (info.si_code == CLD_EXITED && info.si_status == 0) return 0;
    if (!failed_step) return failed_status(what, info.si_status);
    errno = failed_errno;
    return failed(failed_step);
}

/* clone3(2) with a stack of the child's own, on which it calls fn; glibc has no such function. -errno, or the pid. */
static long clone3_call(struct clone_args *args, int (*fn)(void *), void *arg) {
#if defined __x86_64__
    long result = SYS_clone3;
    register void *a __asm__("r9") = arg;
    register int (*f)(void *) __asm__("r8") = fn;
    __asm__ volatile("syscall\n\ttest %%rax, %%rax\n\tjnz 1f\n\txor %%ebp, %%ebp\n\tmov %%r9, %%rdi\n\tcall *%%r8\n\thlt\n1:"
                     : "+a"(result)
                     : "D"(args), "S"(sizeof *args), "r"(a), "r"(f)
                     : "rcx", "r11", "memory");
    return result;
#elif defined __aarch64__
    register long x0 __asm__("x0") = (long)args;
    register long x1 __asm__("x1") = sizeof *args;
    register long x8 __asm__("x8") = SYS_clone3;
    register void *a __asm__("x9") = arg;
    register int (*f)(void *) __asm__("x10") = fn;
    __asm__ volatile("svc 0\n\tcbnz x0, 1f\n\tmov x29, xzr\n\tmov x0, x9\n\tblr x10\n\tbrk 1\n1:"
                     : "+r"(x0)
                     : "r"(x1), "r"(x8), "r"(a), "r"(f)
                     : "memory");
    return x0;
#else
#error "no clone3 for this architecture"
#endif
}

int launch(int namespaces, int cgroup, int (*fn)(void *), void *arg) {
    int pidfd = -1;
    struct clone_args args = {
        .flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | namespaces | (cgroup < 0 ? 0 : CLONE_INTO_CGROUP),
        .pidfd = (uintptr_t)&pidfd,
        .exit_signal = SIGCHLD,
        .stack = (uintptr_t)stack,
        .stack_size = STACK,
        .cgroup = cgroup < 0 ? 0 : cgroup,
    };
    failed_step = NULL;
    sigprocmask(SIG_SETMASK, &every_signal, &inherited);
    long pid = clone3_call(&args, fn, arg);
    sigprocmask(SIG_SETMASK, &inherited, NULL);
    errno = -pid;
    if (pid < 0) return failed("clone3");
    int result = reap(P_PIDFD, pidfd, "child");
    close(pidfd);
    return result;
}

int become(char **argv) {
    for (int fd = 0; fd < 3; fd++)
        if (dup2(dev_null, fd) < 0) return child_failed("dup2");
    if (syscall(SYS_close_range, 3, ~0U, 0) < 0) return child_failed("close_range");
    sigprocmask(SIG_SETMASK, &inherited, NULL);
    execve(argv[0], argv, environment);
    return child_failed("execve");
}

static int exec_child(void *argv) {
    return become(argv);
}

int spawn_vfork(char **args) {
    return launch(0, -1, exec_child, args);
}

/* The five that a container has, less the user namespace, as root. */
int spawn_namespaces(char **args) {
    return launch(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET, -1, exec_child, args);
}

/* Born in the v2 cgroup whose directory comes first. */
int spawn_in_cgroup(char **args) {
    int cgroup = open(args[0], O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (cgroup < 0) return failed("open of the cgroup");
    int result = launch(0, cgroup, exec_child, args + 1);
    close(cgroup);
    return result;
}

int spawn_posix(char **args) {
    posix_spawn_file_actions_t actions;
    pid_t pid;
    failed_step = NULL;
    posix_spawn_file_actions_init(&actions);
    for (int fd = 0; fd < 3; fd++) posix_spawn_file_actions_adddup2(&actions, dev_null, fd);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    errno = posix_spawn(&pid, args[0], &actions, NULL, args, environment);
    posix_spawn_file_actions_destroy(&actions);
    if (errno) return failed("posix_spawn");
    return reap(P_PID, pid, args[0]);
}

int spawn_fork(char **args) {
    failed_step = NULL;
    int pid = fork();
    if (pid < 0) return failed("fork");
    if (pid == 0) {
        sigemptyset(&inherited);
        become(args);
    }
    return reap(P_PID, pid, args[0]);
}

/* What a machine without cgroup v1 shows; crun refuses hybrid ones. Only this process and its children see it. */
int pure_cgroup2_view(void) {
    if (unshare(CLONE_NEWNS)) return failed("unshare");
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return failed("make / private");
    if (umount2("/sys/fs/cgroup", MNT_DETACH)) return failed("umount /sys/fs/cgroup");
    return mount("none", "/sys/fs/cgroup", "cgroup2", 0, NULL) ? failed("mount cgroup2") : 0;
}
