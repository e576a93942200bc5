package io.jlinux.security.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.raw.Arch;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables against the kernel's headers that this machine has, which may be older, and against the enum of our own calls. */
class SyscallTableTest {
    private static final Pattern DEFINE =
            Pattern.compile("#define __NR_(\\w+)\\s+\\(?(?:__X32_SYSCALL_BIT \\+ )?(\\d+)\\)?");

    private static void compare(SeccompArch arch, String header, int atLeast) throws Exception {
        Path path = Path.of(header);
        assumeTrue(Files.exists(path), header + " is not installed");
        int bits = arch == SeccompArch.X32 ? SeccompArch.X32_BIT : 0;
        List<String> different = new ArrayList<>();
        int same = 0;
        Matcher m = DEFINE.matcher(Files.readString(path, StandardCharsets.US_ASCII));
        while (m.find()) {
            if (m.group(1).equals("syscalls")) continue;
            int theirs = Integer.parseInt(m.group(2)) | bits;
            int ours = arch.number(m.group(1)).orElse(-1);
            if (ours == theirs) same++;
            else different.add(m.group(1) + ": header " + theirs + ", table " + ours);
        }
        assertThat(different).isEmpty();
        assertThat(same).isGreaterThan(atLeast);
    }

    @Test
    void x86Headers() throws Exception {
        compare(SeccompArch.X86_64, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", 350);
        compare(SeccompArch.I386, "/usr/include/x86_64-linux-gnu/asm/unistd_32.h", 420);
        compare(SeccompArch.X32, "/usr/include/x86_64-linux-gnu/asm/unistd_x32.h", 340);
    }

    @Test
    void namesAndNumbersOfTheEnumAgree() {
        List<String> different = new ArrayList<>();
        for (Syscall s : Syscall.values()) {
            if (s.numberOn(Arch.X86_64)
                    != SeccompArch.X86_64.number(s.kernelName()).orElse(-1)) different.add("" + s);
            if (s.numberOn(Arch.AARCH64)
                    != SeccompArch.AARCH64.number(s.kernelName()).orElse(-1)) different.add("" + s);
        }
        // gone from the headers, or never in those of aarch64
        assertThat(different)
                .isSubsetOf("NFSSERVCTL", "LOOKUP_DCOOKIE", "CREATE_MODULE", "GET_KERNEL_SYMS", "QUERY_MODULE");
    }

    @Test
    void everyNumberHasItsName() {
        for (SeccompArch a : SeccompArch.values()) {
            for (String name : a.names()) {
                int number = a.number(name).orElseThrow();
                assertThat(a.number(a.name(number).orElseThrow())).hasValue(number);
            }
            assertThat(a.number("read")).isPresent();
        }
        assertThat(SeccompArch.tableVersion()).matches("\\d+\\.\\d+(\\.\\d+)?");
        assertThat(SeccompArch.ARM.number("sync_file_range2")).hasValue(341);
        assertThat(SeccompArch.ARM.number("set_tls")).hasValue(0xf0005);
        assertThat(SeccompArch.X32.number("execve")).hasValue(0x4000_0000 + 520);
        assertThat(SeccompArch.parse("SCMP_ARCH_X86")).contains(SeccompArch.I386);
    }
}
