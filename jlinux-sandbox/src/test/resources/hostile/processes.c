/* Other processes: of the host, and of the sandbox itself. */
#include "hostile.h"

#include <dirent.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

static void see_processes(char **args) {
    (void)args;
    DIR *proc = opendir("/proc");
    int seen = 0;
    for (struct dirent *e; proc && (e = readdir(proc));) {
        int pid = atoi(e->d_name);
        if (pid <= 0) continue;
        seen++;
        if (pid > 2) escaped("process %d", pid); /* this one, and an init */
    }
    printf("%d processes\n", seen);
}

/* ARGUMENT: the pid of the JVM. */
static void trace_host(char **args) {
    int pid = atoi(args[0]);
    forbidden("ptrace attach", ptrace(PTRACE_ATTACH, pid, 0, 0));
    forbidden("ptrace seize", ptrace(PTRACE_SEIZE, pid, 0, 0));
    char path[64], byte;
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    forbidden(path, open(path, O_RDWR));
    struct iovec local = {&byte, 1}, remote = {(void *)0x400000, 1};
    forbidden("process_vm_readv", process_vm_readv(pid, &local, 1, &remote, 1, 0));
    forbidden("process_vm_writev", process_vm_writev(pid, &local, 1, &remote, 1, 0));
    forbidden("kcmp", syscall(SYS_kcmp, getpid(), pid, 0, 0, 0));
    int pidfd = syscall(SYS_pidfd_open, pid, 0);
    if (!forbidden("pidfd_open", pidfd)) return;
    forbidden("pidfd_getfd", syscall(SYS_pidfd_getfd, pidfd, 0, 0));
}

/* The first process of the sandbox, where it is another than this one. */
static void trace_init(char **args) {
    (void)args;
    if (getpid() == 1) {
        puts("this is process 1");
        return;
    }
    forbidden("ptrace attach to 1", ptrace(PTRACE_ATTACH, 1, 0, 0));
    forbidden("/proc/1/mem", open("/proc/1/mem", O_RDWR));
    char byte;
    struct iovec local = {&byte, 1}, remote = {(void *)0x400000, 1};
    forbidden("process_vm_readv of 1", process_vm_readv(1, &local, 1, &remote, 1, 0));
}

/* ARGUMENT: the pid of the JVM. */
static void signal_host(char **args) {
    int pid = atoi(args[0]);
    forbidden("signal 0 to the JVM", kill(pid, 0));
    forbidden("SIGCONT to the JVM", kill(pid, SIGCONT));
    forbidden("priority of the JVM", setpriority(PRIO_PROCESS, pid, 19));
    struct rlimit limit;
    forbidden("limits of the JVM", prlimit(pid, RLIMIT_NOFILE, NULL, &limit));
    tried("SIGCONT to all", kill(-1, SIGCONT));
}

/* ARGUMENT: a name by which the host finds it. */
static void daemon_process(char **args) {
    if (fork() > 0) exit(0);
    setsid();
    if (fork() > 0) exit(0);
    for (int fd = 0; fd < 3; fd++) close(fd);
    execl("/bin/sleep", args[0], "300", NULL);
    _exit(1);
}

static void ignore_term(char **args) {
    (void)args;
    for (int s = 1; s < NSIG; s++) signal(s, SIG_IGN);
    puts("ignoring");
    for (;;) pause();
}

static void privileges(char **args) {
    (void)args;
    FILE *status = fopen("/proc/self/status", "r");
    for (char line[512]; status && fgets(line, sizeof line, status);) {
        unsigned long long mask;
        if (sscanf(line, "Cap%*3s: %llx", &mask) == 1 && mask) escaped("capabilities %s", strtok(line, "\n"));
        if (!strncmp(line, "NoNewPrivs:", 11) && !strchr(line, '1')) escaped("no no_new_privs");
        if (!strncmp(line, "Seccomp:", 8)) printf("%s", line);
        if (!strncmp(line, "Groups:", 7)) printf("%s", line);
    }
    extern char **environ;
    for (char **e = environ; *e; e++)
        if (strncmp(*e, "PATH=", 5) && strncmp(*e, "HOME=", 5) && strncmp(*e, "LANG=", 5)) escaped("variable %s", *e);
}

const struct attack PROCESSES[] = {
    {"see-processes", see_processes},
    {"trace-host", trace_host},
    {"trace-init", trace_init},
    {"signal-host", signal_host},
    {"daemon", daemon_process},
    {"ignore-term", ignore_term},
    {"privileges", privileges},
    {NULL, NULL},
};
