package io.jlinux.spawn;

import static io.jlinux.spawn.CallProgram.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.seccomp.Condition;
import io.jlinux.security.seccomp.DockerProfile;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompFlag;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The kernel does with real calls of real children what a policy says. */
@NoLeaks
@Requires(Requirement.GCC)
class SeccompSpawnTest extends OnCallProgram {
    private static SeccompPolicy refusing(SeccompAction action, String call, Condition... conditions) {
        return SeccompPolicy.builder("test", SeccompAction.ALLOW)
                .rule(action, call, conditions)
                .build();
    }

    private static List<String> under(SeccompPolicy policy, String... toMake) throws Exception {
        return run(calls.spawn(toMake).noNewPrivileges().seccomp(policy));
    }

    @Test
    void aRefusedCallGivesItsErrno() throws Exception {
        SeccompPolicy policy = refusing(SeccompAction.errno(Errno.ENODATA), "getppid");
        assertThat(under(policy, "getppid", "umask 0")).containsExactly("errno 61", "18");
    }

    @Test
    void conditionsSeeAll64BitsOfAnArgument() throws Exception {
        SeccompPolicy policy = refusing(SeccompAction.errno(7), "getppid", Condition.gt(2, 0x1_0000_0005L));
        assertThat(under(policy, "getppid 0 0 0x100000006", "getppid 0 0 0x200000000"))
                .containsExactly("errno 7", "errno 7");
        assertThat(under(policy, "getppid 0 0 0x100000005", "getppid 0 0 0xffffffff"))
                .doesNotContain("errno 7")
                .hasSize(2);
    }

    @Test
    void aForbiddenCallKillsTheProcessBySigsys() throws Exception {
        for (SeccompAction kill : List.of(SeccompAction.KILL_PROCESS, SeccompAction.KILL_THREAD)) {
            List<String> lines = under(refusing(kill, "getppid"), "umask 0", "getppid", "umask 0");
            assertThat(lines).hasSize(2).first().isEqualTo("18");
            assertThat(lines.get(1)).startsWith("killed by SIGSYS");
        }
    }

    @Test
    void aTrappedCallIsASignalThatTheProgramHandles() throws Exception {
        Spawn spawn = calls.spawn("getppid").env("TRAP", "1").noNewPrivileges();
        List<String> lines = run(spawn.seccomp(refusing(SeccompAction.TRAP, "getppid")));
        assertThat(lines).hasSize(2).first().isEqualTo("trapped " + Syscall.GETPPID.nr);
    }

    @Test
    void aLoggedCallIsMadeAndATracedOneWithoutTracerIsMissing() throws Exception {
        SeccompPolicy policy = SeccompPolicy.builder("test", SeccompAction.ALLOW)
                .rule(SeccompAction.LOG, "getppid")
                .rule(SeccompAction.trace(3), "getuid")
                .flags(SeccompFlag.LOG, SeccompFlag.SPEC_ALLOW, SeccompFlag.TSYNC)
                .build();
        assertThat(under(policy, "getppid", "getuid")).hasSize(2).last().isEqualTo("errno 38");
    }

    @Test
    void programsOf32BitsDieUnlessTheirArchitectureIsListed() throws Exception {
        SeccompPolicy policy = refusing(SeccompAction.errno(1), "mount");
        assertThat(policy.architectures()).containsExactly(SeccompArch.current());
        if (SeccompArch.current() != SeccompArch.X86_64) return;
        int x32 = 0x4000_0000 | Syscall.GETPPID.nr;
        assertThat(under(policy, "" + x32)).hasSize(1).first().asString().startsWith("killed by SIGSYS");
    }

    @Test
    void dockersProfileRunsProgramsAndRefusesWhatItShould() throws Exception {
        SeccompPolicy policy = DockerProfile.policy(Set.of());
        List<String> lines = under(
                policy,
                "getppid",
                "mount 0 0 0 0 0",
                "clone3 0 0",
                "socket 38 5 0",
                "personality 0xffffffff",
                "personality 1",
                "470000",
                "500");
        assertThat(lines.subList(1, lines.size()))
                .containsExactly("errno 1", "errno 38", "errno 1", "0", "errno 1", "errno 1", "errno 38");
    }

    @Test
    void whatTheProgramStartsIsFilteredToo() throws Exception {
        SeccompPolicy policy = refusing(SeccompAction.errno(9), "getppid");
        String command = calls.path() + " " + Syscall.GETPPID.nr;
        Spawn shell = Spawn.command("/bin/sh", "-c", command + "; " + command).noNewPrivileges();
        assertThat(run(shell.seccomp(policy))).containsExactly("errno 9", "errno 9");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void withoutRightsNoNewPrivilegesIsNeeded() {
        Spawn spawn = calls.spawn("getppid").seccomp(refusing(SeccompAction.errno(9), "getppid"));
        assertThatThrownBy(spawn::start)
                .isInstanceOf(SpawnException.class)
                .hasMessageStartingWith("install seccomp policy test: EACCES")
                .hasMessageContaining("noNewPrivileges()");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void rootOfANewUserNamespaceNeedsNothingElse() throws Exception {
        Spawn spawn = calls.spawn("getppid").unshare(Namespace.USER);
        assertThat(run(spawn.seccomp(refusing(SeccompAction.errno(9), "getppid"))))
                .containsExactly("errno 9");
    }

    @Test
    @Requires(Requirement.ROOT)
    void withoutNoNewPrivilegesTheFilterComesBeforeRightsAreLost() throws Exception {
        SeccompPolicy policy = refusing(SeccompAction.errno(9), "getppid");
        Spawn spawn = calls.spawn("getppid", "getuid")
                .user(1000, 1000)
                .capabilities(CapabilitySets.of(Capability.KILL))
                .seccomp(policy);
        List<String> lines = spawn.explain();
        assertThat(at(lines, "seccomp(")).isLessThan(at(lines, "setresuid(")).isLessThan(at(lines, "capset("));
        assertThat(run(spawn)).containsExactly("errno 9", "1000");
        lines = spawn.noNewPrivileges().explain();
        assertThat(at(lines, "seccomp(")).isEqualTo(at(lines, "execve(") - 1);
        assertThat(run(spawn)).containsExactly("errno 9", "1000");
    }

    private static int at(List<String> lines, String call) {
        for (int i = lines.size() - 1; i >= 0; i--) if (lines.get(i).contains("  " + call)) return i;
        throw new AssertionError(call + " in " + lines);
    }

    @Test
    void theTapeNamesThePolicyAndItsSize() throws Exception {
        SeccompPolicy policy = refusing(SeccompAction.errno(9), "getppid");
        assertThat(calls.spawn("getppid").noNewPrivileges().seccomp(policy).explain())
                .anyMatch(line -> line.contains("seccomp(SECCOMP_SET_MODE_FILTER, 0, {test, "
                        + policy.filter().size() + " instructions})"));
    }

    @Test
    void aPolicyThatNoProgramCouldBeginUnderIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calls.spawn("getppid")
                        .seccomp(refusing(SeccompAction.errno(1), "execve"))
                        .start())
                .withMessageContaining("does not allow execve");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calls.spawn("getppid")
                        .seccomp(refusing(SeccompAction.errno(1), "exit_group"))
                        .start())
                .withMessageContaining("exit_group");
    }

    @Test
    void aStartThatFailsUnderItsFilterSaysSo() {
        Spawn spawn = Spawn.command("/nonexistent").noNewPrivileges().seccomp(DockerProfile.policy(Set.of()));
        assertThatThrownBy(spawn::start).isInstanceOf(SpawnException.class).hasMessageContaining("ENOENT");
    }

    @Test
    void aFilterThatKillsTheStartItselfActsOnAnImage() throws Exception {
        SeccompPolicy policy = refusing(SeccompAction.KILL_PROCESS, "exit_group");
        Spawn missing = Spawn.command("/nonexistent").noNewPrivileges().seccomp(policy);
        assertThat(missing.explain().get(0)).contains("stub image");
        assertThatThrownBy(missing::start).isInstanceOf(SpawnException.class).hasMessageContaining("ENOENT");
        assertThat(run(calls.spawn("umask 0").noNewPrivileges().seccomp(policy)))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("killed by SIGSYS");
    }
}
