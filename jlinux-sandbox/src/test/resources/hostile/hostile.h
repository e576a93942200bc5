/* Programs that try to get out of a sandbox, or to see or change the host. Each says what it got, step by step. */
#ifndef HOSTILE_H
#define HOSTILE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* The arguments after the name of the attack. */
typedef void attack_fn(char **args);

struct attack {
    const char *name;
    attack_fn *run;
};

extern const struct attack FILES[], SPACES[], PROCESSES[], RESOURCES[], KERNEL[], NETWORK[];

/* Prints "step: ok" or "step: ERRNO"; whether it succeeded. */
int tried(const char *step, long result);
/* For what must not succeed: "step: ESCAPED" or "step: ERRNO". */
int forbidden(const char *step, long result);
/* Something was seen or done that must not be. */
void escaped(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Opens for writing what must not be; where that works, writes back what is there already, so that nothing changes. */
void must_not_write(const char *path);

#define COUNT(a) (sizeof(a) / sizeof *(a))

#endif
