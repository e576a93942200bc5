/* calls NUMBER [ARGUMENT]... : makes the call and prints its result, or "errno N"; further calls after a comma. SIGSYS is printed. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void trapped(int s, siginfo_t *i, void *c) {
  (void)s, (void)c;
  printf("trapped %d\n", i->si_syscall);
  fflush(stdout);
}

int main(int argc, char **argv) {
  struct sigaction a = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO};
  static char buffer[4096];
  if (getenv("TRAP")) sigaction(SIGSYS, &a, 0);
  for (int i = 1; i < argc; i++) {
    long v[7] = {0};
    for (int n = 0; i < argc && strcmp(argv[i], ","); i++, n++) {
      char *end;
      v[n] = strtoull(argv[i], &end, 0);
      if (*end) v[n] = !strcmp(argv[i], "buffer") ? (long)buffer : (long)argv[i];
    }
    long r = syscall(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
    if (r == -1) printf("errno %d\n", errno);
    else printf("%ld\n", r);
    fflush(stdout);
  }
  return 0;
}
