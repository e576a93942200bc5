package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process that joins namespaces has open while it is among those who live there (CVE-2016-9962, CVE-2024-21626). */
@NoLeaks
@Timeout(60)
@Requires(Requirement.ROOT)
class JoinedDescriptorsTest {
    private static final KernelFeatures NOW = KernelFeatures.current();

    @TempDir
    Path dir;

    /** As a JDK opens its channels: without O_CLOEXEC. */
    private static Fd openAsAJdkDoes(Path file) throws Exception {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.OPENAT, Fcntl.AT_FDCWD, s.string(0, file.toString()), Fcntl.O_RDONLY, 0);
            return Fd.adopt((int) Result.check(r, "open", file), "of the host");
        }
    }

    private static List<Path> open(long pid) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> fds = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path fd : fds) {
                try {
                    found.add(Files.readSymbolicLink(fd));
                } catch (NoSuchFileException e) {
                    // it has closed that one meanwhile
                }
            }
        }
        return found;
    }

    private static List<Path> openIn(Spawn spawn) throws Exception {
        List<Path> seen = new ArrayList<>();
        try (LinuxProcess p = spawn.onChild(pid -> seen.addAll(open(pid))).start()) {
            assertThat(p.waitFor()).isZero();
        }
        return seen;
    }

    @Test
    void nothingOfTheJvmsOwn() throws Exception {
        Path file = Files.writeString(dir.resolve("of-the-host"), "secret");
        try (LinuxProcess box = Spawn.command("sleep", "60")
                        .unshare(Namespace.PID, Namespace.MOUNT)
                        .start();
                PidFd pidFd = box.openPidFd();
                Fd leaky = openAsAJdkDoes(file)) {
            assertThat(openIn(Spawn.command("true").ownImage()))
                    .as("of a process that is alone")
                    .contains(file);
            Spawn joining = Spawn.command("true").join(ProcessNamespaces.all(pidFd));
            assertThat(openIn(joining)).isNotEmpty().doesNotContain(file);
            assertThat(openIn(joining.features(withoutCloseRange())))
                    .as("Linux 5.8")
                    .isNotEmpty()
                    .doesNotContain(file);
            assertThat(leaky.number()).isGreaterThan(2);
        }
    }

    private static KernelFeatures withoutCloseRange() {
        return new KernelFeatures(
                NOW.clone3(),
                NOW.cloneIntoCgroup(),
                NOW.clearSighand(),
                NOW.openat2(),
                NOW.newMountApi(),
                NOW.mountSetattr(),
                false,
                NOW.pidfdGetfd(),
                NOW.timeNamespaces(),
                NOW.setnsPidfd());
    }
}
