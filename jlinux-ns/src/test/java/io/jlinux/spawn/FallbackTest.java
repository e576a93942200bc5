package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.FreshProbe;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What older kernels need: a spawn is told that this one cannot do something, and does it the other way, really. */
@NoLeaks
@Timeout(60)
class FallbackTest {
    private static final KernelFeatures NOW = KernelFeatures.current();

    /** Linux 5.2, or a sandbox that refuses what came later. */
    private static KernelFeatures old() {
        return new KernelFeatures(
                false, false, false, NOW.openat2(), NOW.newMountApi(), NOW.mountSetattr(), false, false, false, false);
    }

    private static KernelFeatures without(boolean clearSighand, boolean closeRange, boolean intoCgroup) {
        return new KernelFeatures(
                NOW.clone3(),
                NOW.cloneIntoCgroup() && !intoCgroup,
                NOW.clearSighand() && !clearSighand,
                NOW.openat2(),
                NOW.newMountApi(),
                NOW.mountSetattr(),
                NOW.closeRange() && !closeRange,
                NOW.pidfdGetfd(),
                NOW.timeNamespaces(),
                NOW.setnsPidfd());
    }

    @Test
    void cloneInsteadOfClone3() throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", "exit 5").features(old());
        assertThat(spawn.explain().get(0).strip()).startsWith("clone(");
        Run run = Run.of(spawn);
        assertThat(run.code()).isEqualTo(5);
        assertThat(run.status().usage()).isPresent();
    }

    @Test
    void aFailureAfterCloneIsTold() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Spawn.command("/no/program").features(old()).start())
                .isInstanceOf(SpawnException.class)
                .hasMessageStartingWith("execute /no/program: ENOENT");
    }

    @Test
    void handlersAreResetOneByOne() throws Exception {
        Spawn spawn = Spawn.command("cat", "/proc/self/status").features(without(true, false, false));
        assertThat(spawn.explain()).filteredOn(l -> l.contains("rt_sigaction(")).hasSize(62);
        ProcStatus s = ProcStatus.of(spawn);
        assertThat(s.mask("SigIgn")).isZero();
        assertThat(s.mask("SigCgt")).isZero();
        assertThat(s.mask("SigBlk")).isZero();
    }

    @Test
    void descriptorsAreClosedOneByOne() throws Exception {
        try (Fd open = Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY);
                Fd lent = Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY)) {
            assertThat(open.isOpen()).isTrue();
            Spawn spawn = Spawn.command("ls", "/proc/self/fd").pass(lent, 40).features(without(false, true, false));
            assertThat(Run.of(spawn).lines()).containsExactly("0", "1", "2", "3", "40");
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void descriptorsOfAnImageAreClosedOneByOne() throws Exception {
        try (Fd lent = Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY)) {
            Spawn spawn = Spawn.command("ls", "/proc/self/fd")
                    .pass(lent, 40)
                    .user(1234, 1234)
                    .features(without(false, true, false));
            assertThat(Run.of(spawn).lines()).containsExactly("0", "1", "2", "3", "40");
        }
    }

    /** Docker before 20.10.0 and libseccomp before 2.5.0 answer EPERM where they do not know a call. */
    @ParameterizedTest
    @EnumSource(names = {"EPERM", "ENOSYS"})
    @Requires(Requirement.USER_NAMESPACES)
    void aSandboxThatRefusesNewerCallsIsAnOlderKernel(Errno answer) throws Exception {
        List<Syscall> newer = List.of(
                Syscall.CLONE3, Syscall.CLOSE_RANGE, Syscall.PIDFD_GETFD, Syscall.OPENAT2, Syscall.MOUNT_SETATTR);
        KernelFeatures found = DeniedCalls.run(newer, answer, FreshProbe::now);
        assertThat(found)
                .isEqualTo(new KernelFeatures(
                        false,
                        false,
                        false,
                        false,
                        NOW.newMountApi(),
                        false,
                        false,
                        false,
                        NOW.timeNamespaces(),
                        NOW.setnsPidfd()));
        // glibc makes no thread where clone3 answers EPERM: those of the engine are there before
        assertThat(Run.text(Spawn.command("echo", "first"))).isEqualTo("first");
        Spawn plain = Spawn.command("echo", "plain").features(found);
        assertThat(DeniedCalls.run(newer, answer, () -> Run.text(plain))).isEqualTo("plain");
        Spawn box = Spawn.command("/bin/sh", "-c", "echo $$; ls /proc/self/fd")
                .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT)
                .mount(Mount.tmpfs("/mnt"))
                .features(found);
        assertThat(DeniedCalls.run(newer, answer, () -> Run.text(box).lines().toList()))
                .startsWith("1", "0", "1", "2");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void namespacesWithClone() throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", "echo $$; id -u; cat /proc/sys/kernel/hostname")
                .unshare(Namespace.USER, Namespace.PID, Namespace.UTS)
                .idMap(IdMap.rootToSelf())
                .hostname("old")
                .features(old());
        assertThat(Run.text(spawn).lines()).containsExactly("1", "0", "old");
    }

    @Test
    @Requires(Requirement.ROOT)
    void anImageWithClone() throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", "echo $$; id -u")
                .unshare(Namespace.USER, Namespace.PID)
                .idMap(IdMap.range(0, 100000, 1000))
                .features(old());
        assertThat(Run.text(spawn).lines()).containsExactly("1", "0");
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.CGROUP2_PIDS})
    void theChildMovesItselfIntoItsCgroup() throws Exception {
        for (KernelFeatures features : new KernelFeatures[] {NOW, without(false, false, true), old()}) {
            try (TestCgroup cgroup = TestCgroup.create("pids")) {
                Spawn spawn = Spawn.command("cat", "/proc/self/cgroup")
                        .with(cgroup.placement())
                        .features(features);
                assertThat(Run.text(spawn)).endsWith(cgroup.path().getFileName().toString());
            }
        }
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.CGROUP1_PIDS})
    void theChildMovesItselfIntoItsV1Cgroup() throws Exception {
        try (TestCgroup cgroup = TestCgroup.create("pids")) {
            for (Spawn spawn : new Spawn[] {
                Spawn.command("cat", "/proc/self/cgroup"),
                Spawn.command("cat", "/proc/self/cgroup").user(1234, 1234)
            }) {
                assertThat(Run.text(spawn.with(cgroup.placement())))
                        .contains(":pids:/" + cgroup.path().getFileName());
            }
        }
    }
}
