package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static io.jlinux.testkit.Requirement.USER_NAMESPACES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Placement;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Processes that are in their cgroup from the first instruction on. */
@Requires(CGROUP_WRITABLE)
@NoLeaks
class PlacementTest {
    private static final CgroupLimits NONE = CgroupLimits.NONE;
    private final String name = Hosts.name();

    @BeforeAll
    static void openWhatStaysOpen() throws Exception {
        CgroupHost.current().home();
        try (LinuxProcess p = Spawn.command("/bin/true").start()) {
            p.waitFor();
        }
    }

    @Test
    void aSpawnedProcessIsInEveryHierarchyOfTheCgroup() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                LinuxProcess p = Spawn.command("/bin/cat", "/proc/self/cgroup")
                        .with(cg.placement())
                        .start()) {
            String own = output(p);
            assertThat(own.lines().filter(l -> l.endsWith("/" + name)))
                    .hasSize(cg.directories().size());
            assertThat(p.waitFor()).isZero();
        }
    }

    @Test
    void soIsEachOfOnePreparedStart() throws Exception {
        for (boolean image : new boolean[] {false, true}) {
            Spawn cat = Spawn.command("/bin/cat", "/proc/self/cgroup");
            if (image) cat.ownImage();
            PreparedSpawn prepared = cat.prepare();
            for (boolean placed : new boolean[] {false, false, true, true, false}) {
                try (Cgroup cg = Cgroup.create(name);
                        LinuxProcess p = prepared.start(placed ? cg.placement() : null)) {
                    assertThat(output(p).lines().filter(l -> l.endsWith("/" + name)))
                            .hasSize(placed ? cg.directories().size() : 0);
                    assertThat(p.waitFor()).isZero();
                }
            }
        }
    }

    @Test
    @Requires(USER_NAMESPACES)
    void soIsOneInNamespacesOfItsOwn() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                LinuxProcess p = Spawn.command("/bin/sh", "-c", "read go; echo $$")
                        .unshare(Namespace.USER, Namespace.PID, Namespace.UTS)
                        .idMap(IdMap.rootToSelf())
                        .with(cg.placement())
                        .start()) {
            assertThat(cg.processes()).containsExactly(p.pid());
            assertThat(Files.readString(Path.of("/proc/" + p.pid() + "/cgroup")))
                    .contains("/" + name);
            p.getOutputStream().write('\n');
            p.getOutputStream().close();
            assertThat(output(p).strip()).isEqualTo("1");
        }
    }

    @Test
    void theLimitHoldsFromTheFirstForkOn() throws Exception {
        try (Cgroup cg = Cgroup.create(name, NONE.pidsMax(1));
                LinuxProcess p = Spawn.command("/bin/sh", "-c", "/bin/true; echo forked")
                        .with(cg.placement())
                        .start()) {
            assertThat(output(p)).doesNotContain("forked");
            assertThat(p.waitFor()).isNotZero();
        }
    }

    @Test
    void memoryPast100MegabytesKillsIt() throws Exception {
        try (Cgroup cg = Cgroup.create(name, NONE.memoryMax(100L << 20).memorySwapMax(0));
                LinuxProcess p = Spawn.command("/usr/bin/tail", "/dev/zero")
                        .with(cg.placement())
                        .start()) {
            assertThat(p.waitFor()).isEqualTo(137);
            assertThat(cg.memory().oomKill().orElseThrow()).isPositive();
        }
    }

    @Test
    void closeEndsWhatWasSpawnedIntoIt() throws Exception {
        LinuxProcess p;
        try (Cgroup cg = Cgroup.create(name)) {
            p = Spawn.command("/bin/sh", "-c", "sleep 100 & sleep 100")
                    .with(cg.placement())
                    .start();
        }
        try (p) {
            assertThat(p.waitFor()).isEqualTo(137);
        }
    }

    @Test
    void oneThatIsGoneFailsTheStart() throws Exception {
        try (Cgroup cg = Cgroup.create(name)) {
            for (Path d : cg.directories()) Files.delete(d);
            assertThatThrownBy(() ->
                            Spawn.command("/bin/true").with(cg.placement()).start())
                    .isInstanceOf(LinuxException.class);
        }
    }

    @Test
    void everyStartGetsDescriptorsOfItsOwn() throws Exception {
        try (Cgroup cg = Cgroup.create(name)) {
            Placement placement = cg.placement();
            try (Placement.Entry one = placement.open();
                    Placement.Entry two = placement.open()) {
                assertThat(one.intoCgroup().map(Fd::number))
                        .isNotEqualTo(two.intoCgroup().map(Fd::number));
                int directories = one.joinFiles().size() + (one.intoCgroup().isPresent() ? 1 : 0);
                assertThat(directories).isEqualTo(cg.directories().size());
            }
        }
    }

    private static String output(Process p) throws IOException {
        return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
