package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP2_MEMORY;
import static io.jlinux.testkit.Requirement.CGROUP2_PIDS;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only the unified hierarchy has: controllers that must be enabled, and no processes in inner cgroups. */
@Requires({CGROUP2_MEMORY, CGROUP2_PIDS, CGROUP_WRITABLE})
@NoLeaks
class CgroupV2Test {
    private static final CgroupLimits LIMITS = CgroupLimits.NONE.memoryMax(64 << 20);
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Test
    void controllersAreEnabledOnTheWayDown() throws Exception {
        try (Cgroup cg = Cgroup.create(name + "/a/b", LIMITS)) {
            Path above = Hosts.above(cg);
            assertThat(Files.readString(above.resolve("cgroup.subtree_control")))
                    .contains("memory");
            assertThat(Files.readString(above.resolveSibling("cgroup.subtree_control")))
                    .contains("memory");
            assertThat(cg.memory().max()).hasValue(64 << 20);
        }
    }

    @Test
    void controllersThatNobodyAskedForStayOff() throws Exception {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup child = cg.createChild("x", CgroupLimits.NONE.pidsMax(3), Set.of())) {
            assertThat(child.controllers()).containsExactly(Controller.PIDS);
            assertThat(child.memory().current()).isEmpty();
            assertThat(child.cpu().usage()).isPresent();
        }
    }

    @Test
    void aLaterLimitEnablesItsController() throws Exception {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup child = cg.createChild("x", CgroupLimits.NONE, Set.of())) {
            assertThat(child.controllers()).isEmpty();
            child.setMemoryMax(64 << 20);
            assertThat(child.memory().max()).hasValue(64 << 20);
            child.write("pids.max", "5");
            assertThat(child.pids().max()).hasValue(5);
        }
    }

    @Test
    void processesInTheWayAreNamedAndNothingIsLeft() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Gated p = Gated.in(cg, "sleep 100")) {
            assertThatThrownBy(() -> cg.createChild("x", LIMITS)).isInstanceOfSatisfying(LinuxException.class, e -> {
                assertThat(e.errno()).isEqualTo(Errno.EBUSY);
                assertThat(e.hint()).contains("pid " + p.pid()).contains("leaf");
            });
            assertThat(cg.directories().get(0).resolve("x")).doesNotExist();
            try (Cgroup plain = cg.createChild("plain")) { // without limits nothing stands against it
                assertThat(plain.memory().current()).isEmpty();
                assertThatThrownBy(() -> plain.setMemoryMax(1 << 20))
                        .isInstanceOfSatisfying(LinuxException.class, e -> {
                            assertThat(e.errno()).isEqualTo(Errno.ENOENT);
                            assertThat(e.hint())
                                    .contains("controller 'memory' is not enabled here")
                                    .contains("nearest ancestor that has it is "
                                            + cg.directories().get(0));
                        });
            }
        }
    }

    @Test
    void anInnerCgroupTakesNoProcesses() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Cgroup child = cg.createChild("x", LIMITS);
                Gated p = Gated.start("sleep 100")) {
            assertThat(child.isOwned()).isTrue();
            assertThatThrownBy(() -> cg.add(p.pid())).isInstanceOfSatisfying(LinuxException.class, e -> {
                assertThat(e.errno()).isEqualTo(Errno.EBUSY);
                assertThat(e.hint()).contains("leaves");
            });
        }
    }

    @Test
    void oomGroupIsARawFile() throws Exception {
        try (Cgroup cg = Cgroup.create(name, LIMITS.unified("memory.oom.group", "1"))) {
            assertThat(cg.read("memory.oom.group")).contains("1\n");
        }
    }

    @Test
    void aFullTreeSaysWhichLimitIsReached() throws Exception {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE.unified("cgroup.max.descendants", "1"));
                Cgroup one = cg.createChild("one")) {
            assertThat(one.isOwned()).isTrue();
            assertThatThrownBy(() -> cg.createChild("two"))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN))
                    .hasMessageContaining("cgroup.max.descendants");
        }
    }
}
