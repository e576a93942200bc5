package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.security.Rlimit;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ended a program is told apart. */
@NoLeaks
@Timeout(120)
class LimitsTest {
    private static Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script)
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull());
    }

    private static Outcome run(Spawn spawn, RunLimits limits) throws Exception {
        try (LinuxProcess p = spawn.limits(limits).start()) {
            return p.waitForOutcome();
        }
    }

    @Test
    void anExitAndASignalAreWhatTheyAre() throws Exception {
        RunLimits far = RunLimits.NONE.wallClock(Duration.ofMinutes(5)).cpuTime(Duration.ofMinutes(5));
        assertThat(run(sh("exit 3"), far).kind()).isEqualTo(Outcome.Kind.EXITED);
        assertThat(run(sh("exit 3"), far).status().code()).hasValue(3);
        assertThat(run(sh("exit 0"), far).isSuccess()).isTrue();
        Outcome killed = run(sh("kill -KILL $$"), far);
        assertThat(killed.kind()).as("a SIGKILL that is not ours").isEqualTo(Outcome.Kind.SIGNALLED);
        assertThat(killed.status().signal()).hasValue(Signal.KILL.number());
        assertThat(run(sh("kill -SYS $$"), RunLimits.NONE).kind()).isEqualTo(Outcome.Kind.SECCOMP);
    }

    @Test
    void theWallClockLimitKillsAlsoWhatIgnoresSigterm() throws Exception {
        Outcome o = run(sh("trap '' TERM INT HUP; sleep 100"), RunLimits.NONE.wallClock(Duration.ofMillis(150)));
        assertThat(o.kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
        assertThat(o.wallTime()).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        assertThat(o).asString().startsWith("timed out after ");
    }

    @Test
    void processorTimeIsNotWallTime() throws Exception {
        Duration limit = Duration.ofMillis(Boolean.getBoolean("jlinux.vm") ? 2000 : 300); // a shell must fit in
        RunLimits limits = RunLimits.NONE.cpuTime(limit).wallClock(Duration.ofSeconds(100));
        Outcome busy = run(sh("while :; do :; done"), limits);
        assertThat(busy.kind()).isEqualTo(Outcome.Kind.CPU_LIMIT);
        ResourceUsage used = busy.status().usage().orElseThrow();
        assertThat(used.user().plus(used.system())).isGreaterThanOrEqualTo(limit.minusMillis(20));
        assertThat(run(sh("sleep 0.5"), limits).kind()).isEqualTo(Outcome.Kind.EXITED);
    }

    @Test
    void theKernelsOwnProcessorLimitIsOneToo() throws Exception {
        // as if this JVM looked too late: RLIMIT_CPU sends SIGXCPU
        Outcome o = run(sh("while :; do :; done").rlimit(Rlimit.of(Rlimit.Resource.CPU, 1)), RunLimits.NONE);
        assertThat(o.status().signal().orElse(0)).isIn(Signal.XCPU.number(), Signal.KILL.number());
        Outcome soft = run(sh("while :; do :; done").rlimit(new Rlimit(Rlimit.Resource.CPU, 1, 5)), RunLimits.NONE);
        assertThat(soft.kind()).isEqualTo(Outcome.Kind.CPU_LIMIT);
        assertThatThrownBy(() -> run(
                        sh("true").rlimit(Rlimit.of(Rlimit.Resource.CPU, 1)),
                        RunLimits.NONE.cpuTime(Duration.ofSeconds(1))))
                .hasMessageContaining("RLIMIT_CPU");
        assertThat(sh("ulimit -t")
                        .stdout(Stdio.pipe())
                        .limits(RunLimits.NONE.cpuTime(Duration.ofMillis(2500)))
                        .explain())
                .anyMatch(l -> l.contains("RLIMIT_CPU, {4, 5}"));
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void theLimitTakesThePidNamespaceAlong() throws Exception {
        Spawn spawn = sh("setsid sleep 100 & setsid sleep 100 & sleep 100").unshare(Namespace.PID);
        if (!Requirement.ROOT.isMet()) spawn.unshare(Namespace.USER);
        Outcome o = run(spawn, RunLimits.NONE.wallClock(Duration.ofMillis(200)));
        assertThat(o.kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
        // NoLeaks would see the sleeps as children of a subreaper; their namespace is gone with its first process
    }

    @Test
    void aThousandLimitsNeedNoThreadEach() throws Exception {
        int n = Boolean.getBoolean("jlinux.soak") ? 1000 : 40;
        int threads = Thread.activeCount();
        List<LinuxProcess> all = new ArrayList<>();
        try {
            for (int i = 0; i < n; i++) {
                all.add(sh("sleep 100")
                        .limits(RunLimits.NONE.wallClock(Duration.ofMillis(300 + i % 7)))
                        .start());
            }
            assertThat(Thread.activeCount()).isLessThan(threads + 10);
            for (LinuxProcess p : all) {
                assertThat(p.waitForOutcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
            }
        } finally {
            all.forEach(LinuxProcess::close);
        }
    }

    @Test
    void withoutLimitsThereIsNoOutcome() throws Exception {
        try (LinuxProcess p = sh("true").start()) {
            assertThatThrownBy(p::waitForOutcome).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> RunLimits.NONE.wallClock(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
