/* Builds policies with libseccomp. Reads lines from stdin:
 *
 *   policy DEFAULT BADARCH OPTIMIZE     numbers in hex but the last
 *   arch TOKEN                          all of them; the native one is not added by itself
 *   rule ACTION NAME [INDEX OPERATOR A B]...
 *   end                                 answered by: the results of the rules, the length, the filter (all 32 bits, native order)
 *   name TOKEN NAME                     answered by: the number
 */
#include <errno.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put(int32_t v) { fwrite(&v, 4, 1, stdout); }

static int rule(scmp_filter_ctx ctx, char *line) {
  struct scmp_arg_cmp args[6];
  unsigned n = 0;
  char *save = NULL;
  strtok_r(line, " \n", &save);
  uint32_t action = strtoul(strtok_r(NULL, " \n", &save), NULL, 16);
  int nr = seccomp_syscall_resolve_name(strtok_r(NULL, " \n", &save));
  char *word;
  if (nr == __NR_SCMP_ERROR) return -ENOENT;
  while (n < 6 && (word = strtok_r(NULL, " \n", &save))) {
    memset(&args[n], 0, sizeof args[n]);
    args[n].arg = atoi(word);
    args[n].op = atoi(strtok_r(NULL, " \n", &save));
    args[n].datum_a = strtoull(strtok_r(NULL, " \n", &save), NULL, 16);
    args[n].datum_b = strtoull(strtok_r(NULL, " \n", &save), NULL, 16);
    n++;
  }
  return seccomp_rule_add_array(ctx, action, nr, n, args);
}

static void export(scmp_filter_ctx ctx) {
  FILE *f = tmpfile();
  int rc = seccomp_export_bpf(ctx, fileno(f));
  off_t size = lseek(fileno(f), 0, SEEK_END);
  if (rc < 0) size = rc;
  put(size);
  if (size > 0) {
    char *b = malloc(size);
    if (pread(fileno(f), b, size, 0) != size) exit(2);
    fwrite(b, size, 1, stdout);
    free(b);
  }
  fclose(f);
}

int main(void) {
  static char line[4096];
  scmp_filter_ctx ctx = NULL;
  static int32_t results[8192];
  int rules = 0, first = 1;
  seccomp_api_set(6);
  while (fgets(line, sizeof line, stdin)) {
    unsigned a, b, c;
    char name[128];
    if (sscanf(line, "policy %x %x %u", &a, &b, &c) == 3) {
      ctx = seccomp_init(a);
      if (!ctx) return 3;
      if (seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, b)) return 4;
      if (seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, c)) return 5;
      rules = 0;
      first = 1;
    } else if (sscanf(line, "arch %x", &a) == 1) {
      if (first && seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE)) return 6;
      if (seccomp_arch_add(ctx, a)) return 7;
      first = 0;
    } else if (!strncmp(line, "rule ", 5)) {
      results[rules++] = rule(ctx, line);
    } else if (!strncmp(line, "end", 3)) {
      put(rules);
      for (int i = 0; i < rules; i++) put(results[i]);
      export(ctx);
      seccomp_release(ctx);
      fflush(stdout);
    } else if (sscanf(line, "name %x %127s", &a, name) == 2) {
      put(seccomp_syscall_resolve_name_arch(a, name));
      fflush(stdout);
    } else {
      return 8;
    }
  }
  return 0;
}
