package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
