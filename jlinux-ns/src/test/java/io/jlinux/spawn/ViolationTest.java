package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.ns.Namespace;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outcome names the system call that a policy killed for. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.GCC)
class ViolationTest extends OnCallProgram {
    private static SeccompPolicy killing(SeccompAction kill, String... names) {
        var b = SeccompPolicy.builder("killing", SeccompAction.ALLOW);
        for (String name : names) b.rule(kill, name);
        return b.build();
    }

    private static Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script).noNewPrivileges();
    }

    @Test
    void theProgramIsKilledAndTheCallNamed() throws Exception {
        for (SeccompAction kill : List.of(SeccompAction.KILL_PROCESS, SeccompAction.KILL_THREAD)) {
            Spawn spawn = calls.spawn("umask 0", "getppid", "umask 0").noNewPrivileges();
            try (LinuxProcess p =
                    spawn.seccompTelling(killing(kill, "getppid", "getpid")).start()) {
                assertThat(p.seccompListener()).isEmpty();
                String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(said).isEqualTo("18\n"); // and nothing after the call
                Outcome end = p.waitForOutcome();
                assertThat(end.kind()).isEqualTo(Outcome.Kind.SECCOMP);
                assertThat(end.syscall()).hasValue(Syscall.GETPPID.nr);
                assertThat(end.call()).hasValue("getppid");
                assertThat(end).hasToString("refused by seccomp: system call getppid (killed by SIGKILL)");
            }
        }
    }

    @Test
    void theSameInNamespacesAsTheirFirstProcess() throws Exception {
        Spawn spawn = calls.spawn("getppid").noNewPrivileges().unshare(Namespace.PID);
        if (!Requirement.ROOT.isMet()) spawn.unshare(Namespace.USER);
        try (LinuxProcess p = spawn.seccompTelling(killing(SeccompAction.KILL_PROCESS, "getppid"))
                .start()) {
            Outcome end = p.waitForOutcome();
            assertThat(end.kind()).isEqualTo(Outcome.Kind.SECCOMP);
            assertThat(end.call()).hasValue("getppid");
        }
    }

    /** The kernel lets a carriage return stand in {@code Name:}, which is before {@code Tgid:}. */
    @Test
    void aProgramCannotNameAnotherOneToBeKilled() throws Exception {
        try (LinuxProcess victim = Spawn.command("/bin/sleep", "1000").start()) {
            String script = "printf '\\rTgid:\\t" + victim.pid() + "' > /proc/$$/comm; umask 0; echo alive";
            try (LinuxProcess p = sh(script)
                    .seccompTelling(killing(SeccompAction.KILL_PROCESS, "umask"))
                    .start()) {
                assertThat(new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEmpty();
                assertThat(p.waitForOutcome().call()).hasValue("umask");
            }
            assertThat(victim.isAlive()).isTrue();
        }
    }

    /** What the kernel does: only the process that makes the call dies. */
    @Test
    void aChildThatIsKilledLeavesTheProgramToItsOwnEnd() throws Exception {
        Spawn spawn = sh(calls.path() + " " + Syscall.GETPPID.nr + "; echo $?; exit 3");
        try (LinuxProcess p = spawn.seccompTelling(killing(SeccompAction.KILL_PROCESS, "getppid"))
                .start()) {
            String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Outcome end = p.waitForOutcome();
            assertThat(end.kind()).as(said).isIn(Outcome.Kind.EXITED, Outcome.Kind.SECCOMP);
            if (end.kind() == Outcome.Kind.SECCOMP) return; // a shell that asks for its parent itself
            assertThat(said).isEqualTo("137\n");
            assertThat(end.status().code()).hasValue(3);
            assertThat(end.call()).hasValue("getppid");
        }
    }

    @Test
    void whatIsKilledForAnotherReasonIsNotSaidToBeRefused() throws Exception {
        Spawn spawn = sh("exec sleep 1000");
        try (LinuxProcess p = spawn.seccompTelling(killing(SeccompAction.KILL_PROCESS, "acct"))
                .start()) {
            p.signal(Signal.KILL);
            Outcome end = p.waitForOutcome();
            assertThat(end.kind()).isEqualTo(Outcome.Kind.SIGNALLED);
            assertThat(end.syscall()).isEmpty();
        }
        // and without telling, the kernel's own signal is all that is known
        try (LinuxProcess p = calls.spawn("getppid")
                .noNewPrivileges()
                .limits(RunLimits.NONE)
                .seccomp(killing(SeccompAction.KILL_PROCESS, "getppid"))
                .start()) {
            Outcome end = p.waitForOutcome();
            assertThat(end.kind()).isEqualTo(Outcome.Kind.SECCOMP);
            assertThat(end.status().signal()).hasValue(Signal.SYS.number());
            assertThat(end.call()).isEmpty();
            assertThat(end.toString()).startsWith("refused by seccomp (killed by SIGSYS");
        }
    }

    @Test
    void aPolicyThatNeverKillsIsInstalledAsItIs() throws Exception {
        SeccompPolicy policy = SeccompPolicy.builder("errno", SeccompAction.ALLOW)
                .rule(SeccompAction.errno(7), "getppid")
                .build();
        assertThat(CallProgram.run(calls.spawn("getppid").noNewPrivileges().seccompTelling(policy)))
                .containsExactly("errno 7");
    }

    /** Nothing listens after the close; until then a program that does nothing wrong is not held up by it. */
    @Test
    void aProcessThatIsClosedLeavesNoThread() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (LinuxProcess p = sh("exec sleep 1000")
                    .seccompTelling(killing(SeccompAction.KILL_PROCESS, "getppid"))
                    .start()) {
                assertThat(p.isAlive()).isIn(true, false);
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (watches() > 0 && System.nanoTime() < end) Thread.sleep(10);
        assertThat(watches()).isZero();
    }

    private static long watches() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("jlinux-violations"))
                .count();
    }

    @Test
    void whatCannotBeToldIsRefusedBeforeAnythingHappens() {
        SeccompPolicy asking = SeccompPolicy.builder("asking", SeccompAction.ALLOW)
                .rule(SeccompAction.NOTIFY, "getppid")
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sh("true").seccompTelling(asking))
                .withMessageContaining("asking notifies");
        Spawn withInit = sh("true").unshare(Namespace.PID).init();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withInit.seccompTelling(killing(SeccompAction.KILL_PROCESS, "acct"))
                        .start())
                .withMessageContaining("not together with init()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sh("true")
                        .seccompTelling(killing(SeccompAction.KILL_PROCESS, "exit_group"))
                        .start())
                .withMessageContaining("exit_group");
    }
}
