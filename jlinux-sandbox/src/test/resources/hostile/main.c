/* hostile ATTACK [ARGUMENT]...: exits with 0 when contained, with 66 when something succeeded that must not. */
#include "hostile.h"

#include <stdarg.h>

static int escapes;

void escaped(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf(": ESCAPED\n");
    escapes++;
}

int tried(const char *step, long result) {
    printf("%s: %s\n", step, result >= 0 ? "ok" : strerrorname_np(errno));
    return result >= 0;
}

int forbidden(const char *step, long result) {
    if (result >= 0) escaped("%s", step);
    else tried(step, result);
    return result >= 0;
}

void must_not_write(const char *path) {
    char content[4096];
    int in = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = in < 0 ? 0 : read(in, content, sizeof content);
    if (in >= 0) close(in);
    int out = open(path, O_WRONLY | O_CLOEXEC);
    if (out < 0) {
        tried(path, out);
        return;
    }
    /* sysfs and sysctl files say no at the write */
    forbidden(path, n > 0 ? write(out, content, n) : 0);
    close(out);
}

int main(int argc, char **argv) {
    static const struct attack *const TOPICS[] = {FILES, SPACES, PROCESSES, RESOURCES, KERNEL, NETWORK};
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 2) {
        for (size_t t = 0; t < COUNT(TOPICS); t++)
            for (const struct attack *a = TOPICS[t]; a->name; a++) puts(a->name);
        return 0;
    }
    for (size_t t = 0; t < COUNT(TOPICS); t++)
        for (const struct attack *a = TOPICS[t]; a->name; a++)
            if (!strcmp(a->name, argv[1])) {
                a->run(argv + 2);
                puts(escapes ? "verdict: ESCAPED" : "verdict: contained");
                return escapes ? 66 : 0;
            }
    fprintf(stderr, "no such attack: %s\n", argv[1]);
    return 2;
}
