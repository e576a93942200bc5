package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A JVM on a host such as Docker makes it: a seccomp filter of ours answers ENOSYS to clone3, and parts of /proc are mounted
 * over. Nothing is told to the JVM about it; it finds out, and does it otherwise.
 */
@Tag("heavy")
@NoLeaks
@Timeout(180)
@Requires({Requirement.BUSYBOX_STATIC, Requirement.USER_NAMESPACES})
class SandboxedJvmTest extends OnBusyboxRoot {
    @BeforeEach
    void makeRoot() throws Exception {
        Files.writeString(root.path().resolve("secret"), "a secret\n");
        Files.createDirectories(root.path().resolve("dev/mqueue"));
        Files.createDirectory(root.path().resolve("proc"));
    }

    private List<String> under(List<Syscall> refused) throws Exception {
        ChildJvm jvm = DeniedCalls.run(
                refused,
                Errno.ENOSYS,
                () -> ChildJvm.start(List.of(), SandboxedMain.class, root.path().toString()));
        try (jvm) {
            List<String> lines = new ArrayList<>();
            do lines.add(jvm.line());
            while (!lines.get(lines.size() - 1).equals("done"));
            jvm.assertEndsWell();
            return lines;
        }
    }

    @Test
    void clone3IsAnsweredWithEnosysAsByDocker() throws Exception {
        assumeFalse(Boolean.getBoolean("jlinux.vm"), "an emulated machine takes long, and the next test has it too");
        assertThat(under(List.of(Syscall.CLONE3)))
                .contains("plain: hello", "container: 1 0", "proc: 1 0 inside", "joined: box", "table: true")
                .anyMatch(l -> l.startsWith("features: false "))
                .anyMatch(l -> l.startsWith("missing: io.jlinux.spawn.SpawnException: execute /no/program: ENOENT"));
    }

    @Test
    void nothingThatCameAfterLinux54() throws Exception {
        assertThat(under(List.of(
                        Syscall.CLONE3,
                        Syscall.CLOSE_RANGE,
                        Syscall.OPENAT2,
                        Syscall.MOUNT_SETATTR,
                        Syscall.PIDFD_GETFD,
                        Syscall.LISTNS,
                        Syscall.EPOLL_PWAIT2)))
                .contains("features: false false false false")
                .contains("plain: hello", "container: 1 0", "proc: 1 0 inside", "joined: box", "table: true");
    }

    @Test
    void procIsMountedOverInParts() throws Exception {
        assertThat(inAContainer("/proc/kcore", "/proc/timer_list", "/proc/acpi", "/proc/irq"))
                .contains("plain: hello", "container: 1 0", "joined: box", "table: true", "done")
                .anyMatch(l -> l.startsWith("proc: io.jlinux.spawn.SpawnException: mount proc on /proc: EPERM")
                        && l.contains("Hint: parts of this host's /proc are mounted over"));
    }

    @Test
    void procIsWholeThere() throws Exception {
        assumeFalse(
                Boolean.getBoolean("jlinux.vm"), "an emulated machine takes long, and this one is the others' control");
        assertThat(inAContainer())
                .contains("plain: hello", "container: 1 0", "proc: 1 0 inside", "joined: box", "table: true", "done");
    }

    /** A JVM in a root of the host's parts, with a /proc of its own. */
    private List<String> inAContainer(String... masked) throws Exception {
        List<String> options = List.of("-Djava.io.tmpdir=/scratch", "-Djna.tmpdir=/scratch");
        Spawn spawn = Spawn.command(ChildJvm.command(
                        options, SandboxedMain.class, root.path().toString()))
                .unshare(Namespace.PID, Namespace.MOUNT)
                .rootfs(Rootfs.host().with(needed()))
                .mount(Mount.proc(), Mount.dev(), Mount.tmpfs("/scratch"))
                .device(Device.DEFAULTS.toArray(new Device[0]))
                .mask(masked);
        if (!Requirement.ROOT.isMet()) spawn.unshare(Namespace.USER);
        Run run = Run.of(spawn);
        assertThat(run.lines()).as(run.err()).contains("done");
        return run.lines();
    }

    /** What the JVM and the test's classes need of the host. */
    private String[] needed() {
        List<String> parts = new ArrayList<>(
                List.of("/etc", System.getProperty("java.home"), root.path().toString()));
        for (String path : ChildJvm.classPath().split(File.pathSeparator)) {
            if (Files.exists(Path.of(path))) parts.add(path);
        }
        return parts.toArray(new String[0]);
    }
}
