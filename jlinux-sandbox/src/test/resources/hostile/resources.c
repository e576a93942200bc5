/* Taking all there is: tasks, memory, disk, descriptors, processor time, output. */
#include "hostile.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define FAR_TOO_MANY 5000

static void fork_bomb(char **args) {
    (void)args;
    int children = 0;
    for (; children < FAR_TOO_MANY; children++) {
        pid_t pid = fork();
        if (pid < 0) break;
        if (pid == 0)
            for (;;) pause();
    }
    if (children == FAR_TOO_MANY) escaped("%d children", children);
    else printf("%d children, then %s\n", children, strerrorname_np(errno));
    kill(-1, SIGKILL);
}

static void *wait_for_ever(void *unused) {
    (void)unused;
    for (;;) pause();
    return NULL;
}

static void thread_bomb(char **args) {
    (void)args;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    int threads = 0;
    for (pthread_t t; threads < FAR_TOO_MANY; threads++)
        if ((errno = pthread_create(&t, &small, wait_for_ever, NULL))) break;
    if (threads == FAR_TOO_MANY) escaped("%d threads", threads);
    else printf("%d threads, then %s\n", threads, strerrorname_np(errno));
}

/* Up to 2 GiB, in pages that are used. */
static void bomb(const char *what, int flags) {
    const size_t piece = 16 << 20;
    for (int i = 0; i < 128; i++) {
        char *p = mmap(NULL, piece, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);
        if (p == MAP_FAILED) {
            printf("%d MiB of %s memory, then %s\n", i * 16, what, strerrorname_np(errno));
            return;
        }
        memset(p, 1, piece);
    }
    escaped("2 GiB of %s memory", what);
}

static void memory_bomb(char **args) {
    (void)args;
    bomb("private", MAP_PRIVATE);
}

static void shared_memory_bomb(char **args) {
    (void)args;
    bomb("shared", MAP_SHARED);
}

static void many_memory_bombs(char **args) {
    (void)args;
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            bomb("private", MAP_PRIVATE);
            for (;;) pause();
        }
    for (int i = 0; i < 8; i++) wait(NULL);
}

static void fill(const char *directory) {
    static char block[1 << 20];
    char path[256];
    long written = 0;
    for (int f = 0; f < 64; f++) {
        snprintf(path, sizeof path, "%s/fill%d", directory, f);
        int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0) break;
        for (ssize_t n; written < 1L << 30 && (n = write(fd, block, sizeof block)) > 0;) written += n;
        close(fd);
        if (errno != EFBIG) break;
    }
    printf("%ld MiB in %s, then %s\n", written >> 20, directory, strerrorname_np(errno));
    if (written > 65L << 20) escaped("%ld MiB", written >> 20);
}

static void disk_filler(char **args) {
    (void)args;
    signal(SIGXFSZ, SIG_IGN);
    fill("/tmp");
    fill("/dev/shm");
}

static void file_flood(char **args) {
    (void)args;
    char path[64];
    int files = 0;
    for (; files < 100000; files++) {
        snprintf(path, sizeof path, "/tmp/f%d", files);
        int fd = open(path, O_WRONLY | O_CREAT, 0600);
        if (fd < 0) break;
        close(fd);
    }
    if (files == 100000) escaped("%d files", files);
    else printf("%d files, then %s\n", files, strerrorname_np(errno));
}

static void output_flood(char **args) {
    (void)args;
    static char block[65536];
    memset(block, 'x', sizeof block);
    for (;;)
        if (write(1, block, sizeof block) < 0) return;
}

static void cpu_hog(char **args) {
    (void)args;
    puts("busy");
    for (volatile unsigned long n = 0;; n++) {}
}

static void descriptor_bomb(char **args) {
    (void)args;
    int fds = 0;
    for (; fds < FAR_TOO_MANY; fds++)
        if (open("/dev/null", O_RDONLY) < 0) break;
    if (fds == FAR_TOO_MANY) escaped("%d descriptors", fds);
    else printf("%d descriptors, then %s\n", fds, strerrorname_np(errno));
}

static void inotify_bomb(char **args) {
    (void)args;
    int fds = 0;
    for (; fds < FAR_TOO_MANY; fds++)
        if (inotify_init1(0) < 0) break;
    if (fds == FAR_TOO_MANY) escaped("%d inotify instances", fds);
    else printf("%d inotify instances, then %s\n", fds, strerrorname_np(errno));
}

static void raise_limits(char **args) {
    (void)args;
    static const struct {
        const char *name;
        int resource;
    } LIMITS[] = {{"NOFILE", RLIMIT_NOFILE}, {"NPROC", RLIMIT_NPROC}, {"DATA", RLIMIT_DATA},
                  {"FSIZE", RLIMIT_FSIZE},   {"CORE", RLIMIT_CORE},   {"MEMLOCK", RLIMIT_MEMLOCK}};
    for (size_t i = 0; i < COUNT(LIMITS); i++) {
        struct rlimit l;
        getrlimit(LIMITS[i].resource, &l);
        l.rlim_max = l.rlim_cur = RLIM_INFINITY;
        forbidden(LIMITS[i].name, setrlimit(LIMITS[i].resource, &l));
    }
    forbidden("mlock", mlock(&LIMITS, 4096));
    int fd = open("/proc/self/oom_score_adj", O_WRONLY);
    if (fd < 0) tried("oom_score_adj", fd);
    else forbidden("oom_score_adj", write(fd, "-1000", 5));
}

static void priorities(char **args) {
    (void)args;
    struct sched_param first = {.sched_priority = 1};
    forbidden("SCHED_FIFO", sched_setscheduler(0, SCHED_FIFO, &first));
    forbidden("SCHED_RR", sched_setscheduler(0, SCHED_RR, &first));
    forbidden("nice -20", setpriority(PRIO_PROCESS, 0, -20));
    forbidden("ioprio real time", syscall(SYS_ioprio_set, 1, 0, 1 << 13));
    forbidden("priority of the user's processes", setpriority(PRIO_USER, 0, -1));
}

static void core_dump(char **args) {
    (void)args;
    struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CORE, &all);
    abort();
}

const struct attack RESOURCES[] = {
    {"fork-bomb", fork_bomb},
    {"thread-bomb", thread_bomb},
    {"memory-bomb", memory_bomb},
    {"shared-memory-bomb", shared_memory_bomb},
    {"many-memory-bombs", many_memory_bombs},
    {"disk-filler", disk_filler},
    {"file-flood", file_flood},
    {"output-flood", output_flood},
    {"cpu-hog", cpu_hog},
    {"descriptor-bomb", descriptor_bomb},
    {"inotify-bomb", inotify_bomb},
    {"raise-limits", raise_limits},
    {"priorities", priorities},
    {"core-dump", core_dump},
    {NULL, NULL},
};
