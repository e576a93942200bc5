package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cgroup that is given to a user, who then makes cgroups in it. */
@Requires(ROOT)
@NoLeaks
class DelegationTest {
    private static final int USER = 65534;
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    private static int asUser(String script) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(
                        "setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = p.waitFor();
        assertThat(said).as(script).doesNotContain("not found");
        return status;
    }

    @Test
    void theUserMakesCgroupsInItMovesProcessesAndCannotRaiseItsLimit() throws Exception {
        assumeTrue(CgroupHost.current().unified().isPresent(), "no v2 hierarchy");
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE.maxDescendants(5), Set.of())) {
            Path dir = cg.directories().get(0);
            assertThat(asUser("mkdir " + dir + "/x")).isNotZero();
            cg.delegateTo(USER, USER);
            assertThat(Files.getAttribute(dir, "unix:uid")).isEqualTo(USER);
            assertThat(Files.getAttribute(dir.resolve("cgroup.procs"), "unix:uid"))
                    .isEqualTo(USER);
            assertThat(Files.getAttribute(dir.resolve("cgroup.max.descendants"), "unix:uid"))
                    .isEqualTo(0);
            assertThat(asUser("mkdir " + dir + "/x && rmdir " + dir + "/x")).isZero();
            assertThat(asUser("echo 99 > " + dir + "/cgroup.max.descendants")).isNotZero();
            try (Cgroup child = cg.createChild("c", CgroupLimits.NONE, Set.of());
                    Cgroup other = cg.createChild("d", CgroupLimits.NONE, Set.of())) {
                child.delegateTo(USER, USER);
                other.delegateTo(USER, USER);
                String to = other.directories().get(0) + "/cgroup.procs";
                try (Gated p = Gated.in(
                                child,
                                "exec setpriv --reuid=" + USER + " --regid=" + USER
                                        + " --clear-groups /bin/sh -c 'echo $$ > " + to + " && cat " + to + "'")
                        .go()) {
                    assertThat(p.output().lines()).startsWith(Long.toString(p.pid()));
                }
            }
        }
    }

    @Test
    void idsThatAreNoneAreRefused() throws Exception {
        try (Cgroup cg = Cgroup.create(name)) {
            assertThatIllegalArgumentException().isThrownBy(() -> cg.delegateTo(-1, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> cg.delegateTo(0, -1));
        }
    }

    @Test
    void aFrozenCgroupIsDestroyedWithItsProcesses() throws Exception {
        Cgroup cg = Cgroup.create(name);
        try (Gated p = Gated.in(cg, "sleep 100")) {
            cg.freeze(Duration.ofSeconds(20));
            cg.destroy();
            assertThat(p.await()).isEqualTo(137);
            assertThat(cg.directories()).noneMatch(Files::exists);
        } finally {
            cg.close();
        }
    }

    @Test
    void aCgroupThatOthersRemovedIsClosedWithoutAnError() throws Exception {
        Cgroup cg = Cgroup.create(name);
        for (Path dir : cg.directories()) Files.delete(dir);
        assertThatThrownBy(() -> cg.apply(CgroupLimits.NONE.pidsMax(5)))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("removed");
        cg.close();
    }
}
