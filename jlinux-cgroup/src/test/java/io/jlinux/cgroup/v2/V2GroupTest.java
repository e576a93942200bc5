package io.jlinux.cgroup.v2;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Hierarchy;
import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.ProcessSweep;
import io.jlinux.cgroup.file.Waiting;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A cgroup of the v2 hierarchy, wherever that is mounted. */
@Requires(CGROUP_WRITABLE)
class V2GroupTest {
    private final String name = "jlinux-test-v2-" + ProcessHandle.current().pid();

    private static Hierarchy v2() throws LinuxException {
        CgroupHost host = CgroupHost.current();
        assumeTrue(host.unified().isPresent(), "no v2 hierarchy");
        return host.unified().orElseThrow();
    }

    private static V2Group groupOf(Cgroup cg) throws LinuxException {
        return new V2Group(CgroupDir.open(cg.directories().get(0)), v2().mountPoint());
    }

    @Test
    void withoutCgroupKillTheFrozenProcessesAreKilledOneByOne() throws Exception {
        v2();
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                V2Group group = groupOf(cg);
                LinuxProcess p = Spawn.command("/bin/sh", "-c", "for i in 1 2 3 4 5 6; do sleep 100 & done; wait")
                        .with(cg.placement())
                        .start()) {
            group.sweep(Waiting.atMost(ProcessSweep.PATIENCE));
            assertThat(group.awaitEmpty(Duration.ofSeconds(10))).isTrue();
            assertThat(p.waitFor()).isEqualTo(137);
            assertThat(group.isPopulated()).isFalse();
        }
    }

    @Test
    void awaitEmptyEndsAtItsDeadline() throws Exception {
        v2();
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                V2Group group = groupOf(cg);
                LinuxProcess p =
                        Spawn.command("/bin/sleep", "100").with(cg.placement()).start()) {
            assertThat(group.isPopulated()).isTrue();
            assertThat(group.awaitEmpty(Duration.ofMillis(50))).isFalse();
            assertThat(p.isAlive()).isTrue();
        }
    }

    @Test
    void aControllerThatNoAncestorHasIsNamed() throws Exception {
        v2();
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                V2Group group = groupOf(cg)) {
            assertThatThrownBy(() -> group.enable(Set.of("nosuch")))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                    .hasMessageContaining("'nosuch'")
                    .hasMessageContaining("no ancestor has it");
            group.enableWhatIsThere(Set.of("nosuch")); // not a word
            assertThat(group.controllers()).doesNotContain("nosuch");
        }
    }
}
