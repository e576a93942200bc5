package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits of a Spawn whose process is in a cgroup: they count and kill all of it. */
@NoLeaks
@Requires(CGROUP_WRITABLE)
@Timeout(120)
class SpawnLimitsTest {
    private static Spawn sh(Cgroup cg, String script) {
        return Spawn.command("/bin/sh", "-c", script)
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull())
                .with(cg.placement());
    }

    private static Outcome run(Spawn spawn, RunLimits limits) throws Exception {
        try (LinuxProcess p = spawn.limits(limits).start()) {
            return p.waitForOutcome();
        }
    }

    private static String name(String what) {
        return "jlinux-limits-" + what + "-" + ProcessHandle.current().pid();
    }

    @Test
    void theWallClockLimitKillsDaemonsToo() throws Exception {
        try (Cgroup cg = Cgroup.create(name("wall"))) {
            RunLimits limits = RunLimits.NONE.wallClock(Duration.ofMillis(300));
            Outcome o = run(sh(cg, "setsid sleep 100 & setsid sh -c 'sleep 100' & sleep 100"), limits);
            assertThat(o.kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
            assertThat(cg.awaitEmpty(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void processorTimeIsThatOfAllProcesses() throws Exception {
        try (Cgroup cg = Cgroup.create(name("cpu"))) {
            assumeThat(cg.placement().monitor().orElseThrow().cpuTime()).isPresent();
            Duration cpu = Duration.ofMillis(Boolean.getBoolean("jlinux.vm") ? 3000 : 300); // a shell must fit in
            RunLimits limits = RunLimits.NONE.cpuTime(cpu).wallClock(Duration.ofSeconds(100));
            Outcome o = run(sh(cg, "(while :; do :; done) & (while :; do :; done) & wait"), limits);
            assertThat(o.kind()).as("%s", o).isEqualTo(Outcome.Kind.CPU_LIMIT);
            // and once more in the same cgroup: what was used before does not count
            assertThat(run(sh(cg, "true"), limits).kind()).isEqualTo(Outcome.Kind.EXITED);
        }
    }

    @Test
    void memoryThatIsUsedUpIsToldFromOtherKills() throws Exception {
        CgroupLimits memory = CgroupLimits.NONE.memoryMax(24L << 20);
        Cgroup made;
        try {
            made = Cgroup.create(name("oom"), memory);
        } catch (LinuxException e) {
            assumeThat(e).as("no memory controller here").isNull();
            throw e;
        }
        try (Cgroup cg = made) {
            Outcome o = run(sh(cg, "exec tail /dev/zero"), RunLimits.NONE);
            assertThat(o.kind()).as("%s", o).isEqualTo(Outcome.Kind.OUT_OF_MEMORY);
            assertThat(o.oomKills().orElse(0)).isPositive();
            assertThat(run(sh(cg, "kill -KILL $$"), RunLimits.NONE).kind())
                    .as("another SIGKILL in a cgroup that has seen an OOM kill")
                    .isEqualTo(Outcome.Kind.SIGNALLED);
            Outcome child = run(sh(cg, "tail /dev/zero; exit 9"), RunLimits.NONE);
            assertThat(child.kind()).isEqualTo(Outcome.Kind.OUT_OF_MEMORY);
        }
    }

    @Test
    void nobodyWaitsForACgroupThatWasClosedBefore() throws Exception {
        Cgroup cg = Cgroup.create(name("closed"));
        List<Path> directories = cg.directories();
        RunLimits limits = RunLimits.NONE.cpuTime(Duration.ofSeconds(100));
        try (LinuxProcess p = sh(cg, "exec sleep 100").limits(limits).start()) {
            cg.detach();
            cg.close();
            p.destroyForcibly();
            assertThat(p.waitForOutcome().kind()).isEqualTo(Outcome.Kind.SIGNALLED);
        } finally {
            Cgroup.open(directories).destroy();
        }
    }
}
