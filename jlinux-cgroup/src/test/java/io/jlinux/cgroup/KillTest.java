package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cgroup that was killed is empty, and can be used again. */
@Requires(CGROUP_WRITABLE)
@NoLeaks
@Timeout(120)
class KillTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    private static LinuxProcess start(Cgroup cg, String script) throws Exception {
        return Spawn.command("/bin/sh", "-c", script).with(cg.placement()).start();
    }

    private static int run(Cgroup cg, String script) throws Exception {
        try (LinuxProcess p = start(cg, script)) {
            return p.waitFor();
        }
    }

    @Test
    void whatStartsInItAfterAKillLives() throws Exception {
        try (Cgroup cg = Cgroup.create(Hosts.name())) {
            for (int round = 0; round < 3; round++) {
                try (LinuxProcess p = start(cg, "sleep 1000 & sleep 1000")) {
                    cg.kill();
                    assertThat(cg.awaitEmpty(LONG)).isTrue();
                    assertThat(p.waitFor()).isEqualTo(137);
                }
                for (int i = 0; i < 3; i++) assertThat(run(cg, "exit 3")).isEqualTo(3);
            }
        }
    }

    @Test
    void soDoesWhatStartsBelowIt() throws Exception {
        try (Cgroup cg = Cgroup.create(Hosts.name());
                Cgroup child = cg.createChild("x");
                LinuxProcess p = start(child, "sleep 1000")) {
            cg.kill();
            assertThat(cg.awaitEmpty(LONG)).isTrue();
            assertThat(p.waitFor()).isEqualTo(137);
            assertThat(run(child, "exit 3")).isEqualTo(3);
            try (Cgroup later = cg.createChild("y")) {
                assertThat(run(later, "exit 4")).isEqualTo(4);
            }
        }
    }

    /** More than one page of {@code cgroup.procs}: the kernel gives a page at a time. */
    @Test
    void allOfManyProcessesAreListedMovedAndKilled() throws Exception {
        String many = "i=0; while [ $i -lt 1200 ]; do sleep 1000 & i=$((i+1)); done; echo up; wait";
        try (Cgroup cg = Cgroup.create(Hosts.name());
                Cgroup other = Cgroup.create(Hosts.name());
                LinuxProcess p = start(cg, many)) {
            assertThat(p.getInputStream().read()).isEqualTo('u');
            assertThat(cg.processes()).hasSize(1201).doesNotHaveDuplicates();
            assertThat(cg.tasks().threads()).hasSize(1201).doesNotHaveDuplicates();
            assertThat(cg.tasks().moveTo(other)).isEqualTo(1201);
            assertThat(cg.processes()).isEmpty();
            other.kill();
            assertThat(other.awaitEmpty(LONG)).isTrue();
        }
    }

    @Test
    void whoForksMeanwhileDoesNotGetAway() throws Exception {
        try (Cgroup cg = Cgroup.create(Hosts.name());
                LinuxProcess p = start(cg, "while :; do /bin/true & done")) {
            Thread.sleep(20);
            cg.kill();
            assertThat(cg.awaitEmpty(LONG)).isTrue();
            assertThat(cg.processes()).isEmpty();
            assertThat(p.waitFor()).isEqualTo(137);
        }
    }

    @Test
    void oneThatWasFrozenIsKilledAndStaysFrozen() throws Exception {
        assumeTrue(CgroupHost.current().unified().isPresent(), "a kill on v1 thaws");
        try (Cgroup cg = Cgroup.create(Hosts.name());
                LinuxProcess p = start(cg, "sleep 1000")) {
            cg.freeze(LONG);
            cg.kill();
            assertThat(p.waitFor()).isEqualTo(137);
            assertThat(cg.read("cgroup.freeze")).hasValue("1\n");
            cg.thaw();
            assertThat(run(cg, "exit 3")).isEqualTo(3);
        }
    }
}
