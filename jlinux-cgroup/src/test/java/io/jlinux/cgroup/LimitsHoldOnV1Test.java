package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP1_CPU;
import static io.jlinux.testkit.Requirement.CGROUP1_MEMORY;
import static io.jlinux.testkit.Requirement.CGROUP1_PIDS;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same without the help of a v2 hierarchy, as on a host that has none. */
@Requires({CGROUP_WRITABLE, CGROUP1_MEMORY, CGROUP1_PIDS, CGROUP1_CPU})
class LimitsHoldOnV1Test extends LimitsHold {
    private static @Nullable Cgroup home;

    @BeforeAll
    static void openHome() throws LinuxException {
        home = Hosts.withoutV2().home();
    }

    @AfterAll
    static void closeHome() throws LinuxException {
        if (home != null) home.dirs().close();
    }

    @Override
    Cgroup parent() {
        if (home == null) throw new IllegalStateException();
        return home;
    }

    @Test
    void killSweepsWhatIsFrozen() throws Exception {
        try (Cgroup cg = parent().createChild(Hosts.name());
                Gated p = Gated.in(cg, "for i in 1 2 3 4 5 6 7 8; do sleep 100 & done; wait")
                        .go()) {
            Thread.sleep(50);
            cg.kill();
            assertThat(cg.awaitEmpty(Duration.ofSeconds(10))).isTrue();
            assertThat(p.await()).isEqualTo(137);
        }
    }

    @Test
    void killWorksWithoutAFreezer() throws Exception {
        try (Cgroup cg = CgroupFactory.create(
                        parent(), Hosts.name(), CgroupLimits.NONE, Set.of(Controller.PIDS), Set.of());
                Gated p = Gated.in(cg, "for i in 1 2 3 4; do sleep 100 & done; wait")
                        .go()) {
            Thread.sleep(50);
            cg.kill();
            assertThat(cg.awaitEmpty(Duration.ofSeconds(10))).isTrue();
            assertThat(p.await()).isEqualTo(137);
        }
    }

    @Test
    void freezeStopsAndThawLetsRun() throws Exception {
        try (Cgroup cg = parent().createChild(Hosts.name());
                Gated p = Gated.in(cg, "exit 3")) {
            cg.freeze(Duration.ofSeconds(5));
            p.go();
            Thread.sleep(100);
            assertThat(p.isAlive()).isTrue();
            cg.thaw();
            assertThat(p.await()).isEqualTo(3);
        }
    }

    @Test
    void processorTimeComesFromCpuacct() throws Exception {
        try (Cgroup cg = parent().createChild(Hosts.name());
                Gated p = Gated.in(cg, "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")
                        .go()) {
            p.await();
            assertThat(cg.cpu().usage().orElseThrow()).isPositive();
            assertThat(cg.cpu().user()).isPresent();
        }
    }
}
