/* The same system call over and over in a child under a seccomp filter: arguments are the filter's file or "-", the number and the
 * arguments of the call, in hex. The filter would stay with the server, hence the child. */
#include "floor.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int install(const char *file) {
    static struct sock_filter code[4096];
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? -1 : read(fd, code, sizeof code);
    if (size <= 0) return 1;
    struct sock_fprog program = {.len = size / sizeof code[0], .filter = code};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int seccomp_calls(char **args, long count) {
    long number = strtol(args[1], NULL, 16), first = strtol(args[2], NULL, 16);
    pid_t child = fork();
    if (child < 0) return failed("fork");
    if (!child) {
        if (strcmp(args[0], "-") && install(args[0])) _exit(1);
        for (long i = 0; i < count; i++) syscall(number, first, 0, 0, 0, 0, 0);
        _exit(0);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return failed("waitpid");
    return status ? failed_status("the filtered child", status) : 0;
}
