/* Calls by which programs have got into kernels, and those that change the whole machine. */
#include "hostile.h"

#include <linux/perf_event.h>
#include <linux/reboot.h>
#include <sys/fanotify.h>
#include <sys/klog.h>
#include <sys/personality.h>
#include <sys/swap.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>

#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#endif

static void bpf(char **args) {
    (void)args;
    uint32_t map[18] = {1 /* hash */, 4, 4, 1};
    forbidden("bpf map", syscall(SYS_bpf, 0, map, sizeof map));
    static const uint64_t EXIT_0[] = {0xb7, 0x95};
    uint64_t program[15] = {1 | 2ULL << 32, (uintptr_t)EXIT_0, (uintptr_t) "GPL"};
    forbidden("bpf program", syscall(SYS_bpf, 5, program, sizeof program));
}

static void perf(char **args) {
    (void)args;
    struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE, .size = sizeof attr, .config = PERF_COUNT_SW_CPU_CLOCK};
    forbidden("perf_event_open of the machine", syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0));
    forbidden("perf_event_open of the kernel", syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0));
}

static void user_faults(char **args) {
    (void)args;
    forbidden("userfaultfd", syscall(SYS_userfaultfd, O_CLOEXEC)); /* with faults of the kernel */
}

static void io_uring(char **args) {
    (void)args;
    char params[256] = {0};
    forbidden("io_uring_setup", syscall(SYS_io_uring_setup, 8, params));
}

static void modules(char **args) {
    (void)args;
    forbidden("init_module", syscall(SYS_init_module, "", 0, ""));
    forbidden("finit_module", syscall(SYS_finit_module, 0, "", 0));
    forbidden("delete_module", syscall(SYS_delete_module, "jlinux_no_such_module", O_NONBLOCK));
    forbidden("kexec_load", syscall(SYS_kexec_load, 0, 0, NULL, 0));
}

static void machine(char **args) {
    (void)args;
    forbidden("reboot", syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_CAD_OFF, NULL));
    forbidden("swapon", swapon("/tmp/swap", 0));
    forbidden("swapoff", swapoff("/tmp/swap"));
    forbidden("acct", acct("/tmp"));
    forbidden("syslog", klogctl(3, (char[64]){0}, 64));
    forbidden("quotactl", syscall(SYS_quotactl, 0x800003 << 8, "/dev/root", 0, NULL)); /* QUOTAOFF */
    forbidden("vhangup", vhangup());
    forbidden("fanotify_init", fanotify_init(FAN_CLASS_CONTENT, O_RDONLY));
}

static void clocks(char **args) {
    (void)args;
    struct timespec now;
    struct timeval day;
    clock_gettime(CLOCK_REALTIME, &now);
    gettimeofday(&day, NULL);
    forbidden("clock_settime", clock_settime(CLOCK_REALTIME, &now));
    forbidden("settimeofday", settimeofday(&day, NULL));
    struct timex t = {.modes = ADJ_FREQUENCY};
    forbidden("adjtimex", adjtimex(&t));
}

static void ports(char **args) {
    (void)args;
#ifdef SYS_iopl
    forbidden("iopl", syscall(SYS_iopl, 3));
    forbidden("ioperm", syscall(SYS_ioperm, 0x80, 1, 1));
#endif
    forbidden("personality without randomness", personality(ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC));
}

const struct attack KERNEL[] = {
    {"bpf", bpf},         {"perf", perf},       {"userfaultfd", user_faults}, {"io-uring", io_uring}, {"modules", modules},
    {"machine", machine}, {"clocks", clocks}, {"ports", ports},             {NULL, NULL},
};
