/*
 * A resident server that measures itself, so that neither its own start nor the pipe is charged to what it does.
 *
 *   request   operation \t iterations \t pause in ms before each \t argument...  \n
 *   reply     total nanoseconds of the operations, pauses left out                \n
 *             ! reason                                                            \n
 */
#include "floor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static char reason[512];

int failed(const char *step) {
    if (!reason[0]) snprintf(reason, sizeof reason, "%s: %s", step, strerror(errno));
    return -1;
}

int failed_status(const char *what, int status) {
    if (!reason[0]) snprintf(reason, sizeof reason, "%s: status %d", what, status);
    return -1;
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static const struct {
    const char *name;
    operation *launch;
    int (*batch)(char **args, long count);
} OPERATIONS[] = {
    {"vfork", spawn_vfork, NULL},
    {"posix_spawn", spawn_posix, NULL},
    {"fork", spawn_fork, NULL},
    {"namespaces", spawn_namespaces, NULL},
    {"in-cgroup", spawn_in_cgroup, NULL},
    {"container", container, NULL},
    {"container-in-cgroups", container_in_cgroups, NULL},
    {"sandbox", sandbox, NULL},
    {"cgroup-reopened", NULL, cgroup_write_reopened},
    {"cgroup-dirfd", NULL, cgroup_write_dirfd},
    {"cgroup-kept", NULL, cgroup_write_kept},
    {"network-veth", NULL, network_veth},
    {"network-connect", NULL, network_connect},
    {"network-dump", NULL, network_dump},
    {"cgroup-create", NULL, cgroup_create},
    {"cgroup-stat", NULL, cgroup_stat},
    {"cgroup-sample", NULL, cgroup_sample},
    {"seccomp", NULL, seccomp_calls},
};

/* The nanoseconds of `count` launches, each after a pause; -1 on failure. */
static int64_t measure(operation *launch, char **args, long count, long pause_ms) {
    int64_t total = 0;
    if (!pause_ms) {
        int64_t start = now();
        for (long i = 0; i < count; i++)
            if (launch(args)) return -1;
        return now() - start;
    }
    for (long i = 0; i < count; i++) {
        struct timespec pause = {pause_ms / 1000, pause_ms % 1000 * 1000000};
        nanosleep(&pause, NULL);
        int64_t start = now();
        if (launch(args)) return -1;
        total += now() - start;
    }
    return total;
}

/* Memory that was touched, as a big heap is: what fork pays for. */
static int ballast(long mib) {
    size_t size = (size_t)mib << 20;
    char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    return p == MAP_FAILED ? failed("mmap of the ballast") : 0;
}

static int64_t serve(char **fields, int n) {
    if (n < 3) return failed_status("fields in the request", n);
    long count = atol(fields[1]), pause = atol(fields[2]);
    if (!strcmp(fields[0], "ballast")) return ballast(count);
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof *OPERATIONS; i++) {
        if (strcmp(fields[0], OPERATIONS[i].name)) continue;
        if (OPERATIONS[i].launch) return measure(OPERATIONS[i].launch, fields + 3, count, pause);
        int64_t start = now();
        if (OPERATIONS[i].batch(fields + 3, count)) return -1;
        return now() - start;
    }
    return failed_status(fields[0], -1);
}

int main(int argc, char **argv) {
    launch_init();
    if (argc > 1 && !strcmp(argv[1], "--pure-cgroup2-view") && pure_cgroup2_view()) {
        printf("! %s\n", reason);
        return 1;
    }
    static char line[65536];
    while (fgets(line, sizeof line, stdin)) {
        char *fields[256] = {0}, *rest = line;
        int n = 0;
        line[strcspn(line, "\n")] = 0;
        while (rest && n < 255) fields[n++] = strsep(&rest, "\t");
        reason[0] = 0;
        int64_t ns = serve(fields, n);
        if (ns < 0) printf("! %s\n", reason);
        else printf("%lld\n", (long long)ns);
        fflush(stdout);
    }
    return 0;
}
