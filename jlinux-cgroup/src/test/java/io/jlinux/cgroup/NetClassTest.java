package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jlinux.mount.Mount;
import io.jlinux.spawn.Mounts;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controllers of the network, which only v1 has: beside a v2 hierarchy they make the host a hybrid one. */
@Requires(ROOT)
@InNamespace(Kind.MOUNT)
@NoLeaks
class NetClassTest {
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Test
    void besideV2TheyAreUsedWhereTheyAre(@TempDir Path dir) throws Exception {
        assumeFalse(isThere(), "somebody else uses them");
        Mounts.attach(Mount.cgroup1(dir.toString(), "net_cls", "net_prio"));
        CgroupHost host = CgroupHost.detect();
        assertThat(host.hierarchy(Controller.NET_CLS).orElseThrow().mountPoint())
                .isEqualTo(dir);
        assertThat(host.mode()).isEqualTo(CgroupHost.Mode.HYBRID);
        Cgroup home = host.home();
        CgroupLimits limits = CgroupLimits.NONE.netClass(0x10001).netPriority("lo", 5);
        try (Cgroup cg = home.createChild(name, limits, Set.of())) {
            assertThat(cg.limits().and(CgroupLimits.NONE.netClass(0x10001))).isEqualTo(cg.limits());
            assertThat(cg.read("net_prio.ifpriomap").orElseThrow()).contains("lo 5\n");
            cg.apply(CgroupLimits.NONE.netClass(0).netPriority("lo", 0));
            assertThat(cg.read("net_cls.classid")).contains("0\n");
            CgroupLimits bad = CgroupLimits.NONE.netClass(7).netPriority("jlinux-none", 1);
            assertThatThrownBy(() -> cg.apply(bad))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
            assertThat(cg.read("net_cls.classid")).contains("0\n");
        } finally {
            home.dirs().close();
            Mounts.detach(dir.toString());
            endHierarchy(dir);
        }
    }

    /** The kernel ends a hierarchy with its last mount, but not while it still takes down a cgroup of it. */
    private static void endHierarchy(Path dir) throws Exception {
        for (int attempt = 0; attempt < 1000 && isThere(); attempt++) {
            Thread.sleep(20);
            try {
                Mounts.attach(Mount.cgroup1(dir.toString(), "net_cls", "net_prio"));
                Mounts.detach(dir.toString());
            } catch (LinuxException e) {
                assertThat(e.errno()).isEqualTo(Errno.EBUSY); // it is ending
            }
        }
        assertThat(isThere()).isFalse();
    }

    private static boolean isThere() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/cgroup")).stream().anyMatch(l -> l.contains("net_cls"));
    }

    @Test
    void withoutThemTheLimitIsRefusedByItsName() throws Exception {
        CgroupHost host = CgroupHost.detect();
        if (host.hierarchy(Controller.NET_CLS).isPresent()) return; // a host that has it is the other test's
        Cgroup home = host.home();
        try {
            assertThatThrownBy(() -> home.createChild(name, CgroupLimits.NONE.netClass(1)))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                    .hasMessageContaining("net_cls");
        } finally {
            home.dirs().close();
        }
    }
}
