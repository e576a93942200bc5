package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Personality;
import io.jlinux.security.Securebit;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Securebits, keyrings, personality, memory that is never writable and executable. */
@NoLeaks
@Timeout(60)
class SecurityAttributesTest {
    @TempDir
    Path work;

    private static Spawn inUser(Spawn spawn) {
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    @Test
    @Requires({Requirement.SETPRIV, Requirement.USER_NAMESPACES})
    void securebitsAreThoseThatSetprivShows() throws Exception {
        Spawn dump = inUser(Spawn.command("setpriv", "--dump"));
        assertThat(Run.text(dump.securebits(Securebit.NOROOT, Securebit.NOROOT_LOCKED, Securebit.NO_SETUID_FIXUP)))
                .contains("Securebits: noroot,noroot_locked,no_setuid_fixup");
    }

    @Test
    @Requires({Requirement.SETPRIV, Requirement.USER_NAMESPACES})
    void securebitsGoTogetherWithCapabilitiesThatLackSetpcapAndWithAmbientOnes() throws Exception {
        CapabilitySets sets = CapabilitySets.everywhere(Capability.NET_BIND_SERVICE, Capability.KILL);
        String dump = Run.text(inUser(Spawn.command("setpriv", "--dump"))
                .capabilities(sets)
                .securebits(Securebit.NO_CAP_AMBIENT_RAISE, Securebit.NO_CAP_AMBIENT_RAISE_LOCKED, Securebit.NOROOT));
        assertThat(dump).contains("Ambient capabilities: kill,net_bind_service");
        assertThat(dump).contains("Capability bounding set: kill,net_bind_service");
        assertThat(dump).containsPattern("Securebits: noroot,(0xc0|no_cap_ambient_raise,no_cap_ambient_raise_locked)");
        ProcStatus s = ProcStatus.of(inUser(Spawn.command("cat", "/proc/self/status"))
                .capabilities(sets)
                .securebits(Securebit.NOROOT));
        assertThat(s.mask("CapEff")).isEqualTo(Capability.mask(sets.effective()));
        assertThat(s.mask("CapPrm")).isEqualTo(Capability.mask(sets.permitted()));
    }

    @Test
    @Requires({Requirement.SETPRIV, Requirement.ROOT})
    void theSameSecurityAsUnderSetpriv() throws Exception {
        CapabilitySets sets = CapabilitySets.everywhere(Capability.KILL, Capability.CHOWN);
        String ours = Run.text(Spawn.command("setpriv", "--dump")
                .user(1234, 1234)
                .capabilities(sets)
                .noNewPrivileges()
                .securebits(Securebit.NOROOT));
        String theirs = Run.text(Spawn.command(
                "setpriv",
                "--reuid=1234",
                "--regid=1234",
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all,+kill,+chown",
                "--inh-caps=-all,+kill,+chown",
                "--ambient-caps=-all,+kill,+chown",
                "--securebits=+noroot",
                "setpriv",
                "--dump"));
        assertThat(ours).isEqualTo(theirs);
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void securebitsWithoutTheRightSaySo() {
        SpawnException e = catchThrowableOfType(
                SpawnException.class,
                () -> Spawn.command("true").securebits(Securebit.NOROOT).start());
        assertThat(e).hasMessageStartingWith("set securebits [NOROOT]: EPERM").hasMessageContaining("CAP_SETPCAP");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aCapabilityThatTheKernelDoesNotHaveIsAnErrorOnlyWhereItIsRaised() throws Exception {
        Capability unknown = new Capability(62);
        Spawn spawn = inUser(Spawn.command("cat", "/proc/self/status"));
        ProcStatus s = ProcStatus.of(spawn.capabilities(CapabilitySets.of(unknown, Capability.KILL)));
        assertThat(s.mask("CapBnd")).isEqualTo(1L << Capability.KILL.number());
        SpawnException e = catchThrowableOfType(
                SpawnException.class,
                () -> spawn.capabilities(CapabilitySets.everywhere(unknown)).start());
        assertThat(e).hasMessageStartingWith("raise ambient CAP_62: EINVAL");
    }

    @Test
    void aPersonalityIsWhatProcShows() throws Exception {
        Personality fixed = Personality.of(Personality.Domain.LINUX, Personality.Flag.ADDR_NO_RANDOMIZE);
        assertThat(Run.text(Spawn.command("cat", "/proc/self/personality").personality(fixed)))
                .isEqualTo("00040000");
        assertThat(Files.readString(Path.of("/proc/self/personality")).strip())
                .as("the JVM's own")
                .isEqualTo("00000000");
        Personality old = Personality.of(Personality.Domain.LINUX32);
        String machine = Run.text(Spawn.command("uname", "-m").personality(old));
        assertThat(machine).isIn("i686", "armv8l");
    }

    @Test
    void aKeyringOfItsOwnAndOneOfAName() throws Exception {
        Path keys = Path.of("/proc/keys");
        if (!Files.exists(keys)) {
            SpawnException e = catchThrowableOfType(
                    SpawnException.class,
                    () -> Spawn.command("true").newKeyring().start());
            assertThat(e.errno()).isEqualTo(Errno.ENOSYS);
            return;
        }
        String name = "jlinux-" + ProcessHandle.current().pid();
        assertThat(Run.text(Spawn.command("cat", "/proc/keys").keyring(name))).contains(name);
        Set<String> before = sessions(Files.readString(keys));
        Set<String> inside =
                sessions(Run.text(Spawn.command("cat", "/proc/keys").newKeyring()));
        inside.removeAll(before);
        assertThat(inside).as("a keyring that was not there").isNotEmpty();
        assertThat(Spawn.command("true").keyring(name).explain())
                .anyMatch(l -> l.contains("keyctl(KEYCTL_JOIN_SESSION_KEYRING, \"" + name + "\")"));
    }

    private static Set<String> sessions(String keys) {
        return keys.lines()
                .filter(l -> l.contains("_ses:"))
                .map(l -> l.substring(0, l.indexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @Requires(Requirement.GCC)
    void memoryIsNeverWritableAndExecutable() throws Exception {
        Path program = CProgram.build(work, "wx", """
                #include <stdio.h>
                #include <errno.h>
                #include <sys/mman.h>
                int main(void) {
                  void *p = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                  printf("%d\\n", p == MAP_FAILED ? errno : 0);
                }
                """);
        assertThat(Run.text(Spawn.command(program.toString()))).isEqualTo("0");
        Spawn denied = Spawn.command(program.toString()).denyWriteExecute();
        assertThat(denied.explain().get(0)).as("never in the JVM's memory").contains("stub image");
        try {
            assertThat(Run.text(denied)).isEqualTo("" + Errno.EACCES.number());
        } catch (SpawnException e) {
            assertThat(e).hasMessageStartingWith("deny memory that is writable").hasMessageContaining("Linux 6.3");
            assertThat(e.errno()).isEqualTo(Errno.EINVAL);
        }
        // the JVM can still compile
        assertThat(Run.text(Spawn.command(program.toString()))).isEqualTo("0");
        long sum = 0;
        for (int i = 0; i < 200_000; i++) sum += Set.of(i, -1).size();
        assertThat(sum).isEqualTo(400_000);
    }
}
