package io.jlinux.security.seccomp;

import java.util.ArrayList;
import java.util.List;

/** Numbers that kernels newer than the tables may give to new calls: since Linux 5.1 all architectures count on together. */
final class NewerCalls {
    private NewerCalls() {}

    static List<Integer> of(SeccompArch arch) {
        int bits = arch == SeccompArch.X32 ? SeccompArch.X32_BIT : 0;
        List<Integer> numbers = new ArrayList<>();
        for (int n = SyscallTable.of(arch).newest() + 1; n < SyscallTable.END; n++) numbers.add(n | bits);
        return numbers;
    }
}
