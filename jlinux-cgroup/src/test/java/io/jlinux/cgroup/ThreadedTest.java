package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP2_CPU;
import static io.jlinux.testkit.Requirement.CGROUP2_MEMORY;
import static io.jlinux.testkit.Requirement.CGROUP2_PIDS;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Threaded cgroups, and which controllers children get: v2 only. */
@Requires({CGROUP2_MEMORY, CGROUP2_PIDS, CGROUP2_CPU, CGROUP_WRITABLE})
@NoLeaks
class ThreadedTest {
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Test
    void aThreadedChildTakesSingleThreads() throws Exception {
        try (Cgroup top = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup child = top.createChild("t", CgroupLimits.NONE, Set.of());
                Gated p = Gated.in(top, "sleep 100")) {
            assertThat(top.tree().type()).isEqualTo(CgroupType.DOMAIN);
            child.tree().makeThreaded();
            assertThat(child.tree().type()).isEqualTo(CgroupType.THREADED);
            assertThat(top.tree().type()).isEqualTo(CgroupType.DOMAIN_THREADED);
            child.tasks().addThread(p.pid());
            assertThat(child.tasks().threads()).containsExactly(p.pid());
            assertThat(top.processes()).containsExactly(p.pid());
            try (Cgroup sibling = top.createChild("s", CgroupLimits.NONE, Set.of())) {
                assertThat(sibling.tree().type()).isEqualTo(CgroupType.DOMAIN_INVALID);
                assertThatThrownBy(() -> sibling.add(p.pid()))
                        .isInstanceOfSatisfying(
                                LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP))
                        .hasMessageContaining("cgroup.type");
            }
        }
    }

    @Test
    void aThreadOfAProcessElsewhereIsRefused() throws Exception {
        try (Cgroup one = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup child = one.createChild("x", CgroupLimits.NONE, Set.of());
                Cgroup two = Cgroup.create(name + "-2", CgroupLimits.NONE, Set.of());
                Gated p = Gated.in(two, "sleep 100")) {
            assertThatThrownBy(() -> child.tasks().addThread(p.pid()))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP));
        }
    }

    @Test
    void controllersAreEnabledAndDisabledForTheChildren() throws Exception {
        Set<Controller> both = EnumSet.of(Controller.PIDS, Controller.CPU);
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup child = cg.createChild("x", CgroupLimits.NONE, Set.of())) {
            assertThat(cg.tree().enabledForChildren()).isEmpty();
            cg.tree().enableForChildren(both);
            assertThat(cg.tree().enabledForChildren()).isEqualTo(both);
            assertThat(child.controllers()).isEqualTo(both);
            cg.tree().disableForChildren(EnumSet.of(Controller.CPU, Controller.MEMORY));
            assertThat(child.controllers()).containsExactly(Controller.PIDS);
        }
    }

    @Test
    void aControllerThatIsDisabledMeanwhileIsEnabledAgainByTheNextLimit() throws Exception {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup child = cg.createChild("x", CgroupLimits.NONE.pidsMax(5), Set.of())) {
            try (Cgroup other = Cgroup.open(cg.name())) {
                other.tree().disableForChildren(Set.of(Controller.PIDS));
            }
            assertThat(child.pids().current()).isEmpty();
            child.setPidsMax(6);
            assertThat(child.pids().max()).hasValue(6);
            cg.tree().disableForChildren(Set.of(Controller.PIDS));
            try (Cgroup next = cg.createChild("y", CgroupLimits.NONE.pidsMax(7), Set.of())) {
                assertThat(next.pids().max()).hasValue(7);
            }
        }
    }

    @Test
    void aRemovedOneHasNoType() throws Exception {
        Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
        try (Cgroup again = Cgroup.open(cg.name())) {
            cg.destroy();
            assertThatThrownBy(() -> again.tree().type()).isInstanceOf(LinuxException.class);
        }
        assertThat(CgroupHost.current().root().tree().type()).isEqualTo(CgroupType.ROOT);
    }
}
