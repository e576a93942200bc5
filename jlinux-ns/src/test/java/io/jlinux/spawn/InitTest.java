package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.sched.Scheduler;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The init of a pid namespace: it reaps, hands signals on, and cannot be told from none by how the program ends. */
@NoLeaks
@Timeout(60)
@Requires(Requirement.USER_NAMESPACES)
class InitTest {
    private static Spawn box(String... command) {
        Spawn spawn = Spawn.command(command)
                .unshare(Namespace.PID, Namespace.MOUNT)
                .mount(Mount.proc())
                .init();
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    private static Spawn sh(String script) {
        return box("/bin/sh", "-c", script);
    }

    @Test
    void theProgramIsNotProcessOne() throws Exception {
        assertThat(Run.text(sh("echo $$; cat /proc/1/comm; ls /proc/1/fd 2>&1 | wc -l"))
                        .lines())
                .satisfies(lines -> {
                    assertThat(Integer.parseInt(lines.get(0))).isGreaterThan(1);
                    assertThat(lines.get(1)).isNotEqualTo("sh");
                });
    }

    @Test
    void exitCodesAndSignalsAreThoseOfTheProgram() throws Exception {
        for (int code : new int[] {0, 1, 77, 255}) {
            ExitStatus s = Run.of(sh("exit " + code)).status();
            assertThat(s.code()).hasValue(code);
            assertThat(s.signal()).isEmpty();
        }
        for (Signal signal : new Signal[] {Signal.TERM, Signal.KILL, Signal.SEGV, Signal.ABRT, Signal.USR1}) {
            ExitStatus s = Run.of(sh("ulimit -c 0; kill -" + signal + " $$")).status();
            assertThat(s.signal()).as("%s", signal).hasValue(signal.number());
            assertThat(s.shellCode()).isEqualTo(128 + signal.number());
        }
        assertThat(Run.of(sh("exit 143")).status().code())
                .as("an exit code is no signal")
                .hasValue(143);
    }

    @Test
    void orphansAreReaped() throws Exception {
        String script = "for i in 1 2 3 4 5; do (sh -c 'exit 0' & ) ; done; "
                + "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; "
                + "grep -l '^State:.Z' /proc/[0-9]*/status >/dev/null 2>&1 || { echo clean; exit; }; done; echo zombies";
        assertThat(Run.text(sh(script))).isEqualTo("clean");
    }

    @Test
    void signalsReachTheProgram() throws Exception {
        for (Signal signal : new Signal[] {Signal.TERM, Signal.HUP, Signal.USR1, Signal.WINCH, Signal.INT}) {
            Spawn spawn = sh("trap 'echo got; exit 5' " + signal + "; echo ready; while :; do sleep 0.02; done");
            try (LinuxProcess p = spawn.start();
                    BufferedReader out = p.inputReader(StandardCharsets.UTF_8)) {
                assertThat(out.readLine()).isEqualTo("ready");
                p.signal(signal);
                assertThat(out.readLine()).as("%s", signal).isEqualTo("got");
                assertThat(p.waitFor()).isEqualTo(5);
            }
        }
        try (LinuxProcess p = box("sleep", "100").start()) {
            p.destroy();
            assertThat(p.waitForStatus().signal())
                    .as("the default action, which process 1 itself would not have")
                    .hasValue(Signal.TERM.number());
        }
    }

    @Test
    void aKillTakesAllAlongAndSoDoesTheProgramsEnd() throws Exception {
        try (LinuxProcess p = sh("setsid sleep 100 & sleep 100").start()) {
            p.destroyForcibly();
            assertThat(p.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(p.waitForStatus().signal()).hasValue(Signal.KILL.number());
        }
        try (LinuxProcess p = sh("setsid sleep 100 & exit 4").start()) {
            assertThat(p.waitFor()).isEqualTo(4);
        }
    }

    @Test
    void anEarlyEndOfTheProgramsOutputIsSeen() throws Exception {
        try (LinuxProcess p = sh("exec >&- 2>&-; sleep 100").start()) {
            assertThat(p.getInputStream().read()).as("the init holds no stream").isEqualTo(-1);
        }
    }

    @Test
    void aProgramThatCannotBeExecutedIsAnErrorOfThatStep() {
        SpawnException e = catchThrowableOfType(
                SpawnException.class, () -> box("/nonexistent/program").start());
        assertThat(e.errno()).isEqualTo(Errno.ENOENT);
        assertThat(e).hasMessageStartingWith("execute /nonexistent/program: ENOENT");
    }

    @Test
    void theProgramLeadsItsSession() throws Exception {
        assertThat(Run.text(sh("read -r pid comm state ppid pgrp session rest < /proc/$$/stat; echo $((pid - session))")
                        .newSession()))
                .isEqualTo("0");
    }

    @Test
    void anotherUserAndAnImage() throws Exception {
        if (!Requirement.ROOT.isMet()) return;
        Run run = Run.of(sh("id -u; kill -TERM $$").user(1234, 1234));
        assertThat(run.out()).isEqualTo("1234\n");
        assertThat(run.status().signal()).hasValue(Signal.TERM.number());
    }

    @Test
    void besideAFilteredProgramItHasAFilterOfItsOwn() throws Exception {
        SeccompPolicy policy = SeccompPolicy.builder("no-kill", SeccompAction.ALLOW)
                .deny(Errno.EPERM, "kill", "clone3")
                .build();
        Spawn spawn = sh("(sh -c 'exit 0' &); grep Seccomp: /proc/1/status; kill -0 $$ || echo refused; "
                        + "trap 'echo got; exit 5' TERM; echo ready; while :; do sleep 0.02; done")
                .seccomp(policy)
                .noNewPrivileges();
        try (LinuxProcess p = spawn.start();
                BufferedReader out = p.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).matches("Seccomp:\\s+2");
            assertThat(out.readLine()).isEqualTo("refused");
            assertThat(out.readLine()).isEqualTo("ready");
            p.signal(Signal.TERM);
            assertThat(out.readLine()).as("the init may kill").isEqualTo("got");
            assertThat(p.waitFor()).isEqualTo(5);
        }
    }

    @Test
    void limitsSeeThroughIt() throws Exception {
        Spawn spawn = sh("while :; do :; done").stdout(Stdio.devNull()).stderr(Stdio.devNull());
        try (LinuxProcess p =
                spawn.limits(RunLimits.NONE.wallClock(Duration.ofMillis(200))).start()) {
            assertThat(p.waitForOutcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Spawn.command("true").init().start()).hasMessageContaining("Namespace.PID");
        Duration ms = Duration.ofMillis(1);
        assertThatThrownBy(() ->
                        box("true").scheduler(Scheduler.deadline(ms, ms, ms)).start())
                .hasMessageContaining("DEADLINE");
    }
}
