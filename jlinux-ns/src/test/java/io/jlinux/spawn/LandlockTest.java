package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Landlock;
import io.jlinux.security.Landlock.FileAccess;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Landlock rules in the child: what the tape has for each ABI, and what this kernel enforces. */
@NoLeaks
@Timeout(60)
class LandlockTest {
    private static final String[] SYSTEM = {"/usr", "/bin", "/lib", "/lib64", "/sbin", "/etc"};

    @TempDir
    Path work;

    private static Landlock system() {
        return Landlock.filesystem().readAndExecute(SYSTEM).readAndWrite("/dev/null");
    }

    private static Spawn sh(String script, Landlock rules) {
        return Spawn.command("/bin/sh", "-c", script).noNewPrivileges().landlock(rules);
    }

    private String file(String name) throws Exception {
        return Files.writeString(work.resolve(name), "content\n").toString();
    }

    @Test
    void theTapeHasWhatTheAbiKnows() throws Exception {
        Landlock rules = Landlock.everything().readOnly("/etc").connect(443);
        List<String> four = sh("true", rules).landlockAbi(4).explain();
        assertThat(four).anyMatch(l -> l.contains("landlock_create_ruleset({fs=0x7fff, net=0x3, scoped=0x0}, 24, 0)"));
        assertThat(four).anyMatch(l -> l.contains("LANDLOCK_RULE_NET_PORT") && l.contains("443"));
        List<String> one = sh("true", rules).landlockAbi(1).explain();
        assertThat(one).anyMatch(l -> l.contains("{fs=0x1fff, net=0x0, scoped=0x0}"));
        assertThat(one).noneMatch(l -> l.contains("NET_PORT"));
        assertThat(sh("true", rules).landlockAbi(0).explain()).noneMatch(l -> l.contains("landlock"));
        int nnp = index(four, "PR_SET_NO_NEW_PRIVS");
        assertThat(nnp).isLessThan(index(four, "landlock_create_ruleset"));
        assertThat(index(four, "landlock_restrict_self")).isLessThan(index(four, "execve"));
    }

    private static int index(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) return i;
        }
        throw new AssertionError(text + " is not in " + lines);
    }

    @Test
    void strictRefusesBeforeAnythingHappensWhatTheKernelLacks() {
        Landlock rules = Landlock.everything().readAndExecute(SYSTEM).strict();
        LinuxException three = catchThrowableOfType(
                LinuxException.class, () -> sh("true", rules).landlockAbi(3).start());
        assertThat(three).isNotInstanceOf(SpawnException.class);
        assertThat(three.errno()).isEqualTo(Errno.EOPNOTSUPP);
        assertThat(three)
                .hasMessageStartingWith("restrict by Landlock ABSTRACT_UNIX_SOCKET (ABI 6), BIND_TCP (ABI 4)")
                .hasMessageContaining("ABI 3");
        if (Landlock.abi() > 0) return;
        LinuxException none = catchThrowableOfType(
                LinuxException.class, () -> sh("true", system().strict()).start());
        assertThat(none.getMessage()).containsAnyOf("no Landlock", "Landlock is off");
    }

    @Test
    void bestEffortRunsOnEveryKernelAndSaysWhatIsEnforced() throws Exception {
        Landlock rules = Landlock.everything().readAndExecute(SYSTEM).readAndWrite("/dev/null");
        assertThat(Run.text(sh("echo ran", rules))).isEqualTo("ran");
        assertThat(rules.enforced().abi()).isEqualTo(Landlock.abi());
        assertThat(rules.enforced().isAny()).isEqualTo(Landlock.abi() > 0);
    }

    @Test
    @Requires(Requirement.LANDLOCK)
    void whatIsNotAllowedIsDeniedAlsoToRoot() throws Exception {
        String secret = file("secret");
        Run run = Run.of(sh("cat " + secret, system()));
        assertThat(run.err()).contains("Permission denied");
        assertThat(Run.text(sh("cat " + secret, system().readOnly(work.toString()))))
                .isEqualTo("content");
        assertThat(Run.of(sh("echo x >> " + secret, system().readOnly(work.toString())))
                        .code())
                .isNotZero();
        assertThat(Run.text(sh("echo x >> " + secret, system().readAndWrite(work.toString()))))
                .isEmpty();
        assertThat(Files.readString(Path.of(secret))).isEqualTo("content\nx\n");
    }

    @Test
    @Requires(Requirement.LANDLOCK)
    void aRuleForASingleFile() throws Exception {
        String one = file("one");
        String two = file("two");
        Landlock rules = system().readAndWrite(one).readOnly("/nowhere/at/all");
        assertThat(Run.text(sh("cat " + one, rules))).isEqualTo("content");
        assertThat(Run.of(sh("cat " + two, rules)).code()).isNotZero();
    }

    @Test
    @Requires(Requirement.LANDLOCK)
    void aProgramThatMayNotBeExecutedIsAnErrorOfThatStep() {
        Landlock rules = Landlock.filesystem().readOnly("/");
        SpawnException e = catchThrowableOfType(
                SpawnException.class, () -> sh("true", rules).start());
        assertThat(e).hasMessageStartingWith("execute /bin/sh: EACCES");
        SpawnException missing = catchThrowableOfType(
                SpawnException.class,
                () -> sh("true", system().allow("/nowhere", FileAccess.READ_FILE))
                        .start());
        assertThat(missing).hasMessageStartingWith("allow by Landlock /nowhere: ENOENT");
    }

    @Test
    @Requires({Requirement.LANDLOCK, Requirement.NOT_ROOT})
    void withoutNoNewPrivilegesAnOrdinaryUserIsToldSo() {
        SpawnException e = catchThrowableOfType(
                SpawnException.class,
                () -> Spawn.command("true").landlock(system()).start());
        assertThat(e).hasMessageStartingWith("restrict by Landlock: EPERM").hasMessageContaining("noNewPrivileges");
    }

    @Test
    @Requires({Requirement.LANDLOCK, Requirement.USER_NAMESPACES})
    void rulesAreForTheProgramsOwnRoot() throws Exception {
        Landlock rules = system().readAndWrite("/tmp");
        Spawn spawn = sh("echo x > /tmp/x && cat /tmp/x && ls /var", rules)
                .unshare(Namespace.MOUNT, Namespace.PID)
                .rootfs(Rootfs.host())
                .mount(Mount.tmpfs("/tmp"), Mount.tmpfs("/var"))
                .init();
        if (!Requirement.ROOT.isMet()) spawn.unshare(Namespace.USER);
        Run run = Run.of(spawn);
        assertThat(run.out()).as("%s", run).isEqualTo("x\n");
        assertThat(run.err()).contains("/var");
    }

    @Test
    @Requires(Requirement.LANDLOCK)
    void filesDoNotMoveBetweenDirectoriesUnlessAllowed() throws Exception {
        String from = file("from");
        Files.createDirectory(work.resolve("other"));
        String to = work.resolve("other/to").toString();
        Landlock here = system().readAndWrite(work.toString());
        if (Landlock.abi() == 1) {
            assertThat(Run.of(sh("ln " + from + " " + to, here)).code()).isNotZero();
            return;
        }
        assertThat(Run.of(sh("ln " + from + " " + to, here)).code()).isZero();
        Landlock without =
                system().allow(work.toString(), FileAccess.READ_FILE, FileAccess.READ_DIR, FileAccess.MAKE_REG);
        assertThat(Run.of(sh("ln " + from + " " + to + "2", without)).code()).isNotZero();
    }

    @Test
    @Requires({Requirement.LANDLOCK, Requirement.GCC})
    void truncationPortsAndSignalsWhereTheKernelKnowsThem() throws Exception {
        assumeThat(Landlock.abi()).as("ABI").isGreaterThanOrEqualTo(3);
        Path program = CProgram.build(work, "try", """
                #include <arpa/inet.h>
                #include <errno.h>
                #include <netinet/in.h>
                #include <signal.h>
                #include <stdio.h>
                #include <sys/socket.h>
                #include <unistd.h>
                int main(int argc, char **argv) {
                  int t = truncate(argv[1], 0) ? errno : 0;
                  int s = socket(AF_INET, SOCK_STREAM, 0);
                  struct sockaddr_in a = {AF_INET, htons(0), {htonl(INADDR_LOOPBACK)}};
                  int b = bind(s, (struct sockaddr *) &a, sizeof a) ? errno : 0;
                  int k = kill(getppid(), 0) ? errno : 0;
                  printf("%d %d %d\\n", t, b, k);
                }
                """);
        String file = file("file");
        Landlock rules = Landlock.everything().readAndExecute(work.toString()).readAndExecute(SYSTEM);
        int acces = Errno.EACCES.number();
        int perm = Errno.EPERM.number();
        String expected = acces + " " + (Landlock.abi() >= 4 ? acces : 0) + " " + (Landlock.abi() >= 6 ? perm : 0);
        Spawn denied = Spawn.command(program.toString(), file).noNewPrivileges();
        assertThat(Run.text(denied.landlock(rules))).isEqualTo(expected);
        assertThat(Run.text(denied.landlock(Landlock.handling(rules.files(), rules.ports(), java.util.Set.of())
                        .readAndExecute(work.toString())
                        .readAndWrite(file)
                        .bind(0))))
                .isEqualTo("0 0 0");
    }

    @Tag("heavy")
    @Test
    @Requires({Requirement.LANDLOCK, Requirement.GCC})
    void abstractSocketsOutsideAreOutOfReachWhereTheKernelKnowsThem() throws Exception {
        assumeThat(Landlock.abi()).as("ABI").isGreaterThanOrEqualTo(6);
        Path program = CProgram.build(work, "abstract", """
                #include <errno.h>
                #include <stdio.h>
                #include <string.h>
                #include <sys/socket.h>
                #include <sys/un.h>
                #include <unistd.h>
                int main(int argc, char **argv) {
                  struct sockaddr_un a = {AF_UNIX};
                  int n = sprintf(a.sun_path + 1, "%s", argv[2]) + 1 + sizeof(sa_family_t);
                  int s = socket(AF_UNIX, SOCK_STREAM, 0);
                  if (argv[1][0] == 'c') { printf("%d\\n", connect(s, (void *) &a, n) ? errno : 0); return 0; }
                  if (bind(s, (void *) &a, n) || listen(s, 5)) return 1;
                  puts("ready"); fflush(stdout); pause();
                }
                """);
        String name = "jlinux-" + ProcessHandle.current().pid();
        Landlock open = system().readAndExecute(work.toString());
        Landlock closed = Landlock.everything().readAndExecute(work.toString()).readAndExecute(SYSTEM);
        try (LinuxProcess server =
                Spawn.command(program.toString(), "listen", name).start()) {
            assertThat(server.inputReader().readLine()).isEqualTo("ready");
            Spawn client = Spawn.command(program.toString(), "connect", name).noNewPrivileges();
            assertThat(Run.text(client.landlock(open))).isEqualTo("0");
            assertThat(Run.text(client.landlock(closed))).isEqualTo("" + Errno.EPERM.number());
        }
    }

    @Test
    @Requires(Requirement.LANDLOCK)
    void theAuditLogCanBeToldLess() throws Exception {
        assumeThat(Landlock.abi()).as("ABI").isGreaterThanOrEqualTo(7);
        Landlock quiet = system().logging(Landlock.Logging.SUBDOMAINS_OFF, Landlock.Logging.SAME_EXEC_OFF)
                .strict();
        assertThat(sh("true", quiet).explain())
                .anyMatch(l -> l.contains("landlock_restrict_self") && l.contains("LOG_"));
        assertThat(Run.of(sh("true", quiet)).code()).isZero();
    }
}
