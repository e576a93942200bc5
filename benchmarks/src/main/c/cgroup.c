/*
 * Cgroups: arguments of a write are the directory, the file and two values in turn; of a create the name, and the directories
 * to make it in; of a stat the file and the keys that are wanted; of a sample the files.
 */
#include "floor.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACES 64

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

/* Opens `paths`, at most PLACES of them; how many, or -1. */
static int open_all(char **paths, int flags, int *fds) {
    int n = 0;
    for (; n < PLACES && paths[n]; n++)
        if ((fds[n] = open(paths[n], flags | O_CLOEXEC)) < 0) return failed(paths[n]);
    return n;
}

static void close_all(int *fds, int n) {
    for (int i = 0; i < n; i++) close(fds[i]);
}

/* Makes a cgroup in each directory, holds it by a descriptor as its owner would, and removes it. */
int cgroup_create(char **args, long count) {
    int above[PLACES], made[PLACES], n = open_all(args + 1, O_PATH | O_DIRECTORY, above), result = n < 0 ? -1 : 0;
    for (long i = 0; i < count && !result; i++) {
        for (int d = 0; d < n && !result; d++) {
            if (mkdirat(above[d], args[0], 0755)) result = failed("mkdirat");
            else if ((made[d] = openat(above[d], args[0], O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0) result = failed("openat");
        }
        for (int d = 0; d < n && !result; d++) {
            if (unlinkat(above[d], args[0], AT_REMOVEDIR)) result = failed("unlinkat");
            close(made[d]);
        }
    }
    if (n > 0) close_all(above, n);
    return result;
}

static volatile uint64_t sink;

/* Takes the numbers of the wanted keys out of lines of KEY VALUE. */
static void parse(const char *text, const char *end, char **keys, const size_t *lengths) {
    while (text < end) {
        const char *next = memchr(text, '\n', end - text);
        if (!next) next = end;
        for (int k = 0; keys[k]; k++) {
            if (next - text <= (ptrdiff_t)lengths[k] || text[lengths[k]] != ' ' || memcmp(text, keys[k], lengths[k])) continue;
            uint64_t value = 0;
            for (const char *c = text + lengths[k] + 1; c < next; c++) value = value * 10 + (*c - '0');
            sink = value;
        }
        text = next + 1;
    }
}

int cgroup_stat(char **args, long count) {
    static char text[64 << 10];
    size_t lengths[PLACES];
    int fd = open(args[0], O_RDONLY | O_CLOEXEC), result = 0;
    if (fd < 0) return failed("open of the statistics");
    for (int k = 0; k < PLACES - 1 && args[k + 1]; k++) lengths[k] = strlen(args[k + 1]);
    for (long i = 0; i < count && !result; i++) {
        ssize_t n = pread(fd, text, sizeof text, 0);
        if (n < 0) result = failed("read of the statistics");
        else parse(text, text + n, args + 1, lengths);
    }
    close(fd);
    return result;
}

int cgroup_sample(char **args, long count) {
    static char text[64 << 10];
    int files[PLACES], n = open_all(args, O_RDONLY, files), result = n < 0 ? -1 : 0;
    for (long i = 0; i < count && !result; i++)
        for (int f = 0; f < n && !result; f++)
            if (pread(files[f], text, sizeof text, 0) < 0) result = failed(args[f]);
    if (n > 0) close_all(files, n);
    return result;
}
