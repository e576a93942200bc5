package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.security.Rlimit;
import io.jlinux.sys.PidFd;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits above this JVM's own and a lower oom_score_adj, in a user namespace, where nobody may set them. */
@NoLeaks
@Requires(Requirement.SYS_RESOURCE)
class HostLimitsTest {
    private static final String[] SAY = {
        "/bin/sh", "-c", "cat /proc/self/oom_score_adj; grep -E 'msgqueue|locked memory' /proc/self/limits"
    };

    private static long above(Rlimit.Resource resource) throws Exception {
        long own = Rlimit.ofProcess(ProcessHandle.current().pid(), resource).hard();
        assertThat(own).as("the own limit of %s", resource).isNotEqualTo(Rlimit.UNLIMITED);
        return own + 4096;
    }

    private static int oomScoreAdj() throws Exception {
        return Integer.parseInt(
                Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
    }

    private static Spawn asking(long limit, int adj) {
        return Spawn.command(SAY)
                .rlimit(new Rlimit(Rlimit.Resource.MSGQUEUE, 4096, limit))
                .oomScoreAdj(adj);
    }

    private static void assertGiven(Spawn spawn, long limit, int adj) throws Exception {
        List<String> lines = Run.text(spawn).lines().toList();
        assertThat(lines.get(0)).isEqualTo(Integer.toString(adj));
        assertThat(lines).anyMatch(l -> l.matches("Max msgqueue size +4096 +" + limit + " +bytes *"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000})
    void inANewUserNamespace(int outside) throws Exception {
        long limit = above(Rlimit.Resource.MSGQUEUE);
        int adj = oomScoreAdj() - 10;
        Spawn spawn = asking(limit, adj).unshare(Namespace.USER).idMap(IdMap.range(0, outside, 10));

        assertGiven(spawn, limit, adj);
        assertThat(spawn.explain())
                .contains("     parent: write oom_score_adj " + adj)
                .contains("     parent: raise the hard RLIMIT_MSGQUEUE to " + limit);
    }

    @Test
    void withTheMapOfOneUser() throws Exception {
        long limit = above(Rlimit.Resource.MSGQUEUE);
        int adj = oomScoreAdj() - 10;
        assertGiven(asking(limit, adj).unshare(Namespace.USER), limit, adj);
    }

    @Test
    void again() throws Exception {
        long limit = above(Rlimit.Resource.MSGQUEUE);
        int adj = oomScoreAdj() - 10;
        PreparedSpawn prepared = asking(limit, adj)
                .unshare(Namespace.USER)
                .idMap(IdMap.range(0, 100_000, 10))
                .prepare();
        for (int i = 0; i < 3; i++) {
            try (LinuxProcess p = prepared.start()) {
                assertThat(new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith(adj + "\n")
                        .contains("" + limit);
                assertThat(p.waitFor()).isZero();
            }
        }
    }

    @Test
    void inTheUserNamespaceOfAProcess() throws Exception {
        long limit = above(Rlimit.Resource.MSGQUEUE);
        int adj = oomScoreAdj() - 10;
        Spawn sleeper = Spawn.command("/bin/sh", "-c", "read -r x")
                .unshare(Namespace.USER, Namespace.UTS)
                .idMap(IdMap.range(0, 100_000, 10));
        try (LinuxProcess first = sleeper.start();
                PidFd fd = first.openPidFd()) {
            Spawn second = asking(limit, adj)
                    .join(ProcessNamespaces.of(fd, Namespace.USER, Namespace.UTS))
                    .user(0, 0);
            assertGiven(second, limit, adj);
        }
    }
}
