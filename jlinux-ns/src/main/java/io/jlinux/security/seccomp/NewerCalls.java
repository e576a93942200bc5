package io.jlinux.security.seccomp;

import java.util.List;
import java.util.stream.IntStream;

/** Numbers that kernels newer than the tables may give to new calls: since Linux 5.1 all architectures count on together. */
final class NewerCalls {
    /** From here on x32 has calls of its own. */
    private static final int END = 512;

    private NewerCalls() {}

    static List<Integer> of(SeccompArch arch) {
        int bits = arch == SeccompArch.X32 ? SeccompArch.X32_BIT : 0;
        int newest = arch.names().stream()
                .mapToInt(name -> arch.number(name).orElseThrow() & ~bits)
                .filter(n -> n < END)
                .max()
                .orElseThrow();
        return IntStream.range(newest + 1, END).map(n -> n | bits).boxed().toList();
    }
}
