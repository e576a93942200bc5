package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tree of cgroups, on whatever this host has. */
@Requires(CGROUP_WRITABLE)
@NoLeaks
class CgroupTreeTest {
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Test
    void childrenAreListedByName() throws Exception {
        try (Cgroup cg = Cgroup.create(name)) {
            assertThat(cg.tree().children()).isEmpty();
            try (Cgroup b = cg.createChild("b");
                    Cgroup a = cg.createChild("a")) {
                assertThat(List.of(a, b)).allMatch(Cgroup::isOwned);
                assertThat(cg.tree().children()).containsExactly("a", "b");
            }
            assertThat(cg.tree().children()).isEmpty();
        }
    }

    @Test
    void aWalkShowsEachOneBeforeItsChildren() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Cgroup a = cg.createChild("a");
                Cgroup x = a.createChild("x");
                Cgroup b = cg.createChild("b")) {
            List<String> seen = new ArrayList<>();
            cg.tree().walk(c -> {
                seen.add(c.name());
                assertThat(c.isOwned()).isFalse();
            });
            assertThat(seen).containsExactly(a.name(), x.name(), b.name());
        }
    }

    @Test
    void whatIsRemovedDuringAWalkIsLeftOut() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Cgroup a = cg.createChild("a")) {
            Cgroup x = a.createChild("x");
            Cgroup b = cg.createChild("b");
            List<String> seen = new ArrayList<>();
            cg.tree().walk(c -> {
                seen.add(c.name());
                x.destroy();
                b.destroy();
            });
            assertThat(seen).containsExactly(a.name());
        }
    }

    @Test
    void allProcessesMoveAndMoveBack() throws Exception {
        try (Cgroup from = Cgroup.create(name);
                Cgroup to = Cgroup.create(name + "-2");
                Gated one = Gated.in(from, "sleep 100");
                Gated two = Gated.in(from, "sleep 100")) {
            assertThat(from.tasks().moveTo(to)).isEqualTo(2);
            assertThat(from.tasks().moveTo(to)).isZero();
            assertThat(to.tasks().processes()).containsExactlyInAnyOrder(one.pid(), two.pid());
            assertThat(to.tasks().threads()).containsExactlyInAnyOrder(one.pid(), two.pid());
            assertThat(from.processes()).isEmpty();
        }
    }

    @Test
    void anEvacuatedCgroupHasItsProcessesInALeafThatOutlivesItsClose() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Gated p = Gated.in(cg, "sleep 100")) {
            try (Cgroup leaf = cg.tree().evacuate("main")) {
                assertThat(leaf.isOwned()).isFalse();
                assertThat(leaf.processes()).containsExactly(p.pid());
            }
            assertThat(p.isAlive()).isTrue();
            assertThat(cg.processes()).isEmpty();
            assertThat(cg.tree().children()).containsExactly("main");
            assumeTrue(CgroupHost.current().mayCreate(Set.of(Controller.PIDS)), "pids is not delegated");
            try (Cgroup limited = cg.createChild("limited", CgroupLimits.NONE.pidsMax(5))) {
                assertThat(limited.pids().max()).hasValue(5);
            }
        }
    }

    @Test
    void anEvacuationIntoANameThatIsTakenMovesNothing() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Cgroup taken = cg.createChild("main", CgroupLimits.NONE, Set.of());
                Gated p = Gated.in(cg, "sleep 100")) {
            assertThatThrownBy(() -> cg.tree().evacuate("main"))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
            assertThat(cg.processes()).containsExactly(p.pid());
            assertThat(taken.processes()).isEmpty();
        }
    }

    @Test
    void theEffectiveLimitIsTheLeastOfAllAbove() throws Exception {
        CgroupLimits tight = CgroupLimits.NONE.pidsMax(7);
        CgroupLimits wide = CgroupLimits.NONE.pidsMax(50);
        assumeTrue(CgroupHost.current().mayCreate(tight.controllers()), "not delegated");
        try (Cgroup outer = Cgroup.create(name, tight);
                Cgroup inner = outer.createChild("inner", wide)) {
            assertThat(inner.pids().max()).hasValue(50);
            assertThat(inner.effectiveLimits().pidsMax()).hasValue(7);
            assertThat(outer.effectiveLimits().pidsMax()).hasValue(7);
            outer.setPidsMax(CgroupLimits.UNLIMITED);
            assertThat(inner.effectiveLimits().pidsMax().orElseThrow()).isLessThanOrEqualTo(50);
        }
    }
}
