/* The C floor: what the kernel alone costs for each path of the benchmarks. */
#ifndef FLOOR_H
#define FLOOR_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>

/* One launch, or one batch of `count` operations for the cgroup and network paths. args is NULL-terminated. 0, or -1 and a reason. */
typedef int operation(char **args);

/* Why the last operation failed; always -1. */
int failed(const char *step);
int failed_status(const char *what, int status);

/*
 * A child that shares our memory until execve, as vfork does: fn runs on a stack of its own while we wait. cgroup is the
 * directory of the v2 cgroup that it is born in, or -1.
 */
int launch(int namespaces, int cgroup, int (*fn)(void *), void *arg);
/* stdin, stdout and stderr from /dev/null, and nothing else is inherited; then execve. Only returns on failure. */
int become(char **argv);
/* The child's way to say which step failed; its exit status is 127 then. */
int child_failed(const char *step);

operation spawn_vfork, spawn_posix, spawn_fork, spawn_namespaces, spawn_in_cgroup, container, container_in_cgroups, sandbox;
int cgroup_write_reopened(char **args, long count);
int cgroup_write_dirfd(char **args, long count);
int cgroup_write_kept(char **args, long count);
int network_veth(char **args, long count);
int network_connect(char **args, long count);
int network_dump(char **args, long count);
int cgroup_create(char **args, long count);
int cgroup_stat(char **args, long count);
int cgroup_sample(char **args, long count);
int seccomp_calls(char **args, long count);
int pure_cgroup2_view(void);
void launch_init(void);

#endif
