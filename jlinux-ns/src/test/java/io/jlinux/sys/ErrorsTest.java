package io.jlinux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an error says: operation, target, number, hint. */
class ErrorsTest {
    @Test
    void aMessageHasAllItsParts() {
        assertThat(new LinuxException("mount x on", "/y", 1, "said by the kernel", "do that"))
                .hasMessage("mount x on /y: EPERM (Operation not permitted): said by the kernel. Hint: do that");
        assertThat(new LinuxException("fork", "", 22)).hasMessage("fork: EINVAL (Invalid argument)");
    }

    @Test
    void anUnknownNumberIsKept() {
        LinuxException e = new LinuxException("call", "x", 4242);
        assertThat(e.errno()).isEqualTo(Errno.UNKNOWN);
        assertThat(e.rawErrno()).isEqualTo(4242);
        assertThat(e).hasMessage("call x: errno 4242");
        assertThat(Errno.of(-3)).isEqualTo(Errno.UNKNOWN);
        assertThat(Errno.of(0)).isEqualTo(Errno.UNKNOWN);
        assertThat(Errno.of(Integer.MAX_VALUE)).isEqualTo(Errno.UNKNOWN);
        for (Errno known : Errno.values()) {
            if (known != Errno.UNKNOWN) assertThat(Errno.of(known.number())).isEqualTo(known);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    clone               | ENOSPC | /proc/sys/user/max_
                    unshare             | ENOSPC | /proc/sys/user/max_
                    clone               | EAGAIN | RLIMIT_NPROC
                    mount proc on       | EPERM  | bind the host's /proc
                    mount tmpfs on      | EPERM  | CAP_SYS_ADMIN
                    setns               | EPERM  | CAP_SYS_ADMIN
                    set uid             | EINVAL | not mapped
                    set gid             | EINVAL | not mapped
                    open                | EMFILE | RLIMIT_NOFILE
                    anything            | ENFILE | file-max
                    """)
    void anErrorHasItsHint(String operation, Errno errno, String hint) {
        LinuxException e = new LinuxException(operation, "target", errno.number());
        assertThat(e.hint()).contains(hint);
        assertThat(e).hasMessageEndingWith(". Hint: " + e.hint());
    }

    @Test
    void refusedNamespacesNameTheSwitchOfThisMachine() throws Exception {
        String clone = new LinuxException("clone", "a child process", Errno.EPERM.number()).hint();
        String map = new LinuxException("write uid_map", "/proc/self/uid_map", Errno.EPERM.number()).hint();
        boolean appArmor = is("kernel/apparmor_restrict_unprivileged_userns", "1");
        if (is("user/max_user_namespaces", "0")) assertThat(clone).contains("max_user_namespaces is 0");
        else if (is("kernel/unprivileged_userns_clone", "0")) assertThat(clone).contains("unprivileged_userns_clone");
        else assertThat(clone).contains(appArmor ? "AppArmor" : "Namespace.USER");
        assertThat(map).contains(appArmor ? "AppArmor" : "newuidmap");
    }

    private static boolean is(String sysctl, String value) throws Exception {
        Path file = Path.of("/proc/sys", sysctl);
        return Files.exists(file) && KernelFile.read(file).strip().equals(value);
    }

    @Test
    void mostErrorsHaveNoHint() {
        assertThat(new LinuxException("open", "/x", Errno.ENOENT.number()).hint())
                .isNull();
        assertThat(new LinuxException("declone", "", Errno.EPERM.number()).hint())
                .isNull();
    }

    @Test
    void aKernelFileIsReadWhole() throws Exception {
        assertThat(KernelFile.read(Path.of("/proc/sys/kernel/ostype"))).isEqualTo("Linux\n");
        assertThat(KernelFile.read(Path.of("/proc/sys/kernel/cap_last_cap")).strip())
                .matches("[0-9]{2}");
        // longer than one read
        assertThat(KernelFile.read(Path.of("/proc/self/maps"))).endsWith("\n").contains("[stack]");
        assertThat(KernelFile.read(
                                Path.of("/proc/kallsyms").toFile().canRead()
                                        ? Path.of("/proc/kallsyms")
                                        : Path.of("/proc/self/smaps"))
                        .length())
                .isGreaterThan(20_000);
        assertThatThrownBy(() -> KernelFile.read(Path.of("/proc/nope")))
                .hasMessage("open /proc/nope: ENOENT (No such file or directory)");
        assertThatThrownBy(() -> KernelFile.read(Path.of("/proc"))).hasMessageStartingWith("read /proc: EISDIR");
    }

    @Test
    void signalsAreParsedAndDescribed() {
        assertThat(Signal.parse("sigterm")).isEqualTo(Signal.TERM);
        assertThat(Signal.parse("9")).isEqualTo(Signal.KILL);
        assertThat(Signal.describe(35)).isEqualTo("SIGRTMIN+1");
        assertThatThrownBy(() -> Signal.parse("NOPE")).isInstanceOf(IllegalArgumentException.class);
    }
}
