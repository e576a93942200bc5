package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Rlimit;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who the program is and what it may do, read from its own /proc/self/status. */
@NoLeaks
@Timeout(60)
class IdentityTest {
    private static Spawn status() {
        return Spawn.command("cat", "/proc/self/status");
    }

    @Test
    void noSignalIsBlockedIgnoredOrCaught() throws Exception {
        ProcStatus s = ProcStatus.of(status());
        assertThat(s.mask("SigBlk")).isZero();
        assertThat(s.mask("SigCgt")).isZero();
        // What was ignored when the JVM began stays so (nohup's HUP, glibc's own 32 and 33 below posix_spawn).
        long inherited = ProcStatus.ofThisJvm().mask("SigIgn");
        assertThat(s.mask("SigIgn") & ~inherited)
                .as("the JVM changes the handling of signals, a program must not notice")
                .isZero();
    }

    @Test
    void umaskIsSet() throws Exception {
        assertThat(ProcStatus.of(status().umask(0137)).get("Umask")).isEqualTo("0137");
        assertThat(ProcStatus.of(status().umask(0)).get("Umask")).isEqualTo("0000");
    }

    @Test
    void limitsAreSet() throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", "ulimit -Sn; ulimit -Hn; ulimit -c; ulimit -Ht")
                .rlimit(new Rlimit(Rlimit.Resource.NOFILE, 100, 200), Rlimit.of(Rlimit.Resource.CORE, 0));
        assertThat(Run.text(spawn).lines()).containsExactly("100", "200", "0", "unlimited");
    }

    @Test
    void oomScoreAdjIsSet() throws Exception {
        assertThat(Run.text(Spawn.command("cat", "/proc/self/oom_score_adj").oomScoreAdj(567)))
                .isEqualTo("567");
    }

    @Test
    void aNewSessionHasItsLeader() throws Exception {
        // pid, group and session are fields 1, 5 and 6
        String[] f =
                Run.text(Spawn.command("cat", "/proc/self/stat").newSession()).split(" ");
        assertThat(f[4]).isEqualTo(f[0]);
        assertThat(f[5]).isEqualTo(f[0]);
        String[] plain = Run.text(Spawn.command("cat", "/proc/self/stat")).split(" ");
        assertThat(plain[5]).isNotEqualTo(plain[0]);
    }

    @Test
    void noNewPrivilegesIsSet() throws Exception {
        assertThat(ProcStatus.of(status().noNewPrivileges()).get("NoNewPrivs")).isEqualTo("1");
        assertThat(ProcStatus.of(status()).get("NoNewPrivs")).isEqualTo("0");
    }

    @Test
    @Requires(Requirement.ROOT)
    void userGroupAndGroupsAreSet() throws Exception {
        ProcStatus s = ProcStatus.of(status().user(1234, 2345, 27, 99));
        assertThat(s.words("Uid")).containsExactly("1234", "1234", "1234", "1234");
        assertThat(s.words("Gid")).containsExactly("2345", "2345", "2345", "2345");
        assertThat(s.words("Groups")).containsExactly("27", "99");
        assertThat(s.mask("CapEff")).isZero();
        assertThat(s.mask("CapPrm")).isZero();
    }

    @Test
    @Requires(Requirement.ROOT)
    void aUserWithoutGroupsHasNone() throws Exception {
        assertThat(ProcStatus.of(status().user(1234, 1234)).get("Groups")).isEmpty();
    }

    @Test
    @Requires(Requirement.ROOT)
    void theFiveCapabilitySetsAreThoseAskedForAsRoot() throws Exception {
        CapabilitySets sets = new CapabilitySets(
                Set.of(Capability.KILL, Capability.CHOWN, Capability.NET_RAW),
                Set.of(Capability.KILL),
                Set.of(Capability.NET_RAW),
                Set.of(Capability.KILL, Capability.NET_RAW),
                Set.of(Capability.NET_RAW));
        ProcStatus s = ProcStatus.of(status().capabilities(sets));
        assertThat(s.mask("CapBnd")).isEqualTo(Capability.mask(sets.bounding()));
        assertThat(s.mask("CapInh")).isEqualTo(Capability.mask(sets.inheritable()));
        assertThat(s.mask("CapAmb")).isEqualTo(Capability.mask(sets.ambient()));
        // an execve by root computes P'(permitted) = P(inheritable) | bounding
        assertThat(s.mask("CapPrm")).isEqualTo(Capability.mask(sets.bounding()));
    }

    @Test
    @Requires(Requirement.ROOT)
    void ambientCapabilitiesReachAnOrdinaryUser() throws Exception {
        Set<Capability> keep = Set.of(Capability.NET_BIND_SERVICE, Capability.KILL);
        CapabilitySets sets = new CapabilitySets(keep, keep, keep, keep, Set.of(Capability.NET_BIND_SERVICE));
        ProcStatus s =
                ProcStatus.of(status().user(1234, 1234).capabilities(sets).noNewPrivileges());
        long expected = Capability.mask(Set.of(Capability.NET_BIND_SERVICE));
        assertThat(s.mask("CapAmb")).isEqualTo(expected);
        assertThat(s.mask("CapEff")).isEqualTo(expected);
        assertThat(s.mask("CapPrm")).isEqualTo(expected);
        assertThat(s.mask("CapInh")).isEqualTo(Capability.mask(keep));
        assertThat(s.mask("CapBnd")).isEqualTo(Capability.mask(keep));
    }

    @Test
    @Requires(Requirement.ROOT)
    void noCapabilitiesAreNone() throws Exception {
        ProcStatus s = ProcStatus.of(status().capabilities(CapabilitySets.none()));
        for (String set : new String[] {"CapBnd", "CapEff", "CapPrm", "CapInh", "CapAmb"}) {
            assertThat(s.mask(set)).as(set).isZero();
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void rootOfAUserNamespaceHasAllCapabilitiesOrThoseAskedFor() throws Exception {
        long all = ProcStatus.of(status().unshare(Namespace.USER)).mask("CapEff");
        assertThat(all & Capability.mask(Set.of(Capability.SYS_ADMIN, Capability.BPF)))
                .isEqualTo(Capability.mask(Set.of(Capability.SYS_ADMIN, Capability.BPF)));
        ProcStatus few =
                ProcStatus.of(status().unshare(Namespace.USER).capabilities(CapabilitySets.of(Capability.KILL)));
        assertThat(few.mask("CapEff")).isEqualTo(Capability.mask(Set.of(Capability.KILL)));
        assertThat(few.mask("CapBnd")).isEqualTo(Capability.mask(Set.of(Capability.KILL)));
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void anOrdinaryUserOfAUserNamespaceHasNone() throws Exception {
        ProcStatus s = ProcStatus.of(status().unshare(Namespace.USER).idMap(IdMap.selfToSelf()));
        long uid = Long.parseLong(s.words("Uid").get(0));
        if (uid != 0) assertThat(s.mask("CapEff")).isZero();
        assertThat(uid).isEqualTo(IdMap.selfToSelf().uids().get(0).outside());
    }
}
