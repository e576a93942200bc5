/* Writing one value into a control file of a cgroup: arguments are the directory, the file and two values in turn. */
#include "floor.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <stdio.h>

static int write_value(int fd, const char *value) {
    size_t length = strlen(value);
    return pwrite(fd, value, length, 0) == (ssize_t)length ? 0 : failed("write to the control file");
}

static int write_and_close(int fd, const char *value) {
    if (fd < 0) return failed("open of the control file");
    int result = write_value(fd, value);
    close(fd);
    return result;
}

int cgroup_write_reopened(char **args, long count) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", args[0], args[1]);
    for (long i = 0; i < count; i++)
        if (write_and_close(open(path, O_WRONLY | O_CLOEXEC), args[2 + i % 2])) return -1;
    return 0;
}

int cgroup_write_dirfd(char **args, long count) {
    int dir = open(args[0], O_PATH | O_DIRECTORY | O_CLOEXEC), result = 0;
    if (dir < 0) return failed("open of the cgroup");
    for (long i = 0; i < count && !result; i++)
        result = write_and_close(openat(dir, args[1], O_WRONLY | O_CLOEXEC), args[2 + i % 2]);
    close(dir);
    return result;
}

int cgroup_write_kept(char **args, long count) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", args[0], args[1]);
    int fd = open(path, O_WRONLY | O_CLOEXEC), result = 0;
    if (fd < 0) return failed("open of the control file");
    for (long i = 0; i < count && !result; i++) result = write_value(fd, args[2 + i % 2]);
    close(fd);
    return result;
}
