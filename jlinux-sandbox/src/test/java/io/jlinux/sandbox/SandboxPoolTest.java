package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Warm sandboxes are as closed as cold ones, used once, and leave nothing. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.USER_NAMESPACES)
class SandboxPoolTest {
    private static final String WHO =
            "id -u; id -g; hostname; grep -E '^(Cap|NoNew)' /proc/self/status; sed 's/ .*//' /proc/self/cgroup | tail -n 1;"
                    + " tail -n +3 /proc/net/dev | wc -l; touch /x 2>/dev/null || echo read-only; set -- /proc/[0-9]*; echo $#; ls -A /tmp";

    private static String text(SandboxProcess started) throws Exception {
        try (SandboxProcess p = started) {
            Ended e = Ended.of(p.process(), 60);
            if (e.code() != 0) throw new AssertionError(e);
            return e.out().stripTrailing();
        }
    }

    private static void awaitFull(SandboxPool pool) throws InterruptedException {
        for (int i = 0; i < 1000 && pool.stats().ready() < pool.size(); i++) Thread.sleep(20);
        assertThat(pool.stats().ready()).isEqualTo(pool.size());
    }

    @Test
    void aWarmOneIsAsAColdOne() throws Exception {
        try (SandboxPool pool = SandboxPool.create(Sandbox.untrusted(), 2)) {
            String cold = text(Sandbox.untrusted().start("/bin/sh", "-c", WHO));
            assertThat(text(pool.start("/bin/sh", "-c", WHO))).isEqualTo(cold);
            assertThat(pool.stats().taken()).isEqualTo(1);
        }
    }

    @Test
    void eachIsUsedOnce() throws Exception {
        Set<String> seen = new HashSet<>();
        try (SandboxPool pool = SandboxPool.create(Sandbox.untrusted(), 5)) {
            awaitFull(pool);
            // from the third one on by a plan that was kept; all alive at once, since the kernel gives numbers again
            SandboxProcess[] all = new SandboxProcess[5];
            try {
                for (int i = 0; i < all.length; i++) {
                    all[i] = pool.start("/bin/sleep", "60");
                    for (String kind : new String[] {"user", "net", "ipc", "uts", "mnt", "pid", "cgroup"}) {
                        Path link =
                                Path.of("/proc", Long.toString(all[i].process().pid()), "ns", kind);
                        assertThat(seen.add(Files.readSymbolicLink(link).toString()))
                                .as(kind)
                                .isTrue();
                    }
                }
            } finally {
                for (SandboxProcess p : all) if (p != null) p.close();
            }
            assertThat(pool.stats().missed()).isZero();
        }
    }

    @Test
    void aStartMayBindItsOwnFilesButNotChangeWhatIsMadeAhead(@TempDir Path dir) throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(dir.resolve("f"), "mine");
        try (SandboxPool pool = SandboxPool.create(Sandbox.untrusted(), 1)) {
            assertThat(text(pool.start(s -> s.bind(file, "/box/f"), "/bin/cat", "/box/f")))
                    .isEqualTo("mine");
            assertThatThrownBy(() -> pool.start(s -> s.network(Network.HOST), "/bin/true"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.start(s -> s.cgroup(CgroupUse.NEVER), "/bin/true"))
                    .satisfies(e -> assertThat(e).isInstanceOf(IllegalArgumentException.class));
        }
    }

    @Test
    void anEmptyPoolStartsColdOnes() throws Exception {
        try (SandboxPool pool = SandboxPool.create(Sandbox.untrusted(), 1)) {
            for (int i = 0; i < 6; i++)
                assertThat(text(pool.start("/bin/echo", "hello"))).isEqualTo("hello");
            assertThat(pool.stats().taken() + pool.stats().missed()).isEqualTo(6);
        }
    }

    @Test
    void oneWhoseCgroupIsGoneIsReplaced() throws Exception {
        try (SandboxPool pool = SandboxPool.create(Sandbox.untrusted(), 1)) {
            awaitFull(pool);
            Optional<String> cgroup = pool.nextCgroup();
            assumeTrue(cgroup.isPresent(), "no cgroups here");
            Files.delete(Path.of(cgroup.orElseThrow().replace("cgroup ", "")));
            assertThat(text(pool.start("/bin/echo", "hello"))).isEqualTo("hello");
            assertThat(pool.stats().discarded()).isEqualTo(1);
        }
    }

    @Test
    void afterCloseNothingStartsAndWhatRunsGoesOn() throws Exception {
        SandboxPool pool = SandboxPool.create(Sandbox.untrusted(), 2);
        try (SandboxProcess p = pool.start("/bin/sleep", "60")) {
            pool.close();
            pool.close();
            assertThat(p.process().isAlive()).isTrue();
            assertThatThrownBy(() -> pool.start("/bin/true")).isInstanceOf(IllegalStateException.class);
        } finally {
            pool.close();
        }
    }

    @Test
    void aFailedStartLeavesNothingOfItsWarmSandbox() throws Exception {
        try (SandboxPool pool = SandboxPool.create(Sandbox.untrusted(), 1)) {
            assertThatThrownBy(() -> pool.start("/no/such/program")).hasMessageContaining("/no/such/program");
            assertThat(text(pool.start("/bin/echo", "hello"))).isEqualTo("hello");
        }
    }

    @Test
    void aLoopbackIsUpInAWarmOneToo() throws Exception {
        try (SandboxPool pool = SandboxPool.create(Sandbox.untrusted().network(Network.LOOPBACK), 1)) {
            assertThat(text(pool.start("/bin/sh", "-c", "grep -c 127 /proc/net/fib_trie")))
                    .isNotEqualTo("0");
        }
    }
}
