package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP2_PIDS;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.stat.PidsStat;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What happens to a cgroup while it is used: each is a clear error, or is recovered from. */
@Requires(CGROUP_WRITABLE)
@NoLeaks
class FaultsTest {
    private static final CgroupLimits NONE = CgroupLimits.NONE;
    private static final long PRESENT_NANOS = 200_000;
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Test
    void everyUseOfARemovedCgroupSaysThatItIsGone() throws Exception {
        Cgroup cg = Cgroup.create(name);
        for (Path dir : cg.directories()) Files.delete(dir);
        Executable[] uses = {
            cg::memory,
            cg::cpu,
            cg::pids,
            cg::processes,
            cg::limits,
            cg::controllers,
            () -> cg.stats().memoryEvents(),
            () -> cg.stats().io(),
            () -> cg.tree().children(),
            () -> cg.effectiveLimits(),
            () -> cg.read("cgroup.procs"),
            () -> cg.write("cgroup.procs", "0"),
            () -> cg.setPidsMax(3),
            () -> cg.apply(NONE.pidsMax(3)),
            () -> cg.createChild("x"),
            () -> cg.freeze(Duration.ofSeconds(1)),
            () -> cg.controlFile("cgroup.procs").close(),
            () -> cg.sampler(Set.of(Metric.CPU_USAGE)).close(),
        };
        for (int i = 0; i < uses.length; i++) {
            Executable use = uses[i];
            assertThatThrownBy(use::execute)
                    .as("use %d", i)
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isIn(Errno.ENOENT, Errno.ENODEV))
                    .hasMessageContaining("removed");
        }
        cg.close();
    }

    /** The file is there at the open and gone at the read, or the other way round: a value or none, never an error. */
    @Test
    @Requires(CGROUP2_PIDS)
    void aControllerThatComesAndGoesWhileItIsReadIsAValueOrNone() throws Exception {
        whileItComesAndGoes(Controller.PIDS, (child, round) -> {
            PidsStat pids = child.pids();
            assertThat(pids.current().orElse(0)).isZero();
            if (round % 16 == 0) assertThat(child.limits().cpuWeight()).isEmpty();
            if (round % 16 == 8) child.effectiveLimits();
            return pids.current().isPresent();
        });
    }

    /** The same with the one controller that hybrid hosts have on v2. */
    @Test
    void hugePagesThatComeAndGoWhileTheyAreReadAreAValueOrNone() throws Exception {
        assumeTrue(
                CgroupHost.current().unified().isPresent()
                        && CgroupHost.current().mayCreate(Set.of(Controller.HUGETLB)),
                "no hugetlb on v2");
        String size = HugePages.sizes().stream().findFirst().orElse("");
        assumeTrue(!size.isEmpty() && !CgroupHost.current().isOnV1(Controller.HUGETLB), "no hugetlb on v2");
        whileItComesAndGoes(Controller.HUGETLB, (child, round) -> {
            OptionalLong current = child.stats().hugetlb(size).current();
            assertThat(current.orElse(0)).isZero();
            // while it is being made, the limit is a number: that of no limit
            child.read("hugetlb." + size + ".max")
                    .ifPresent(max -> assertThat(max).isNotBlank());
            if (round % 16 == 0) child.limits();
            return current.isPresent();
        });
    }

    /** Reads a child, and says whether there was something. */
    @FunctionalInterface
    private interface Look {
        boolean at(Cgroup child, int round) throws LinuxException;
    }

    private void whileItComesAndGoes(Controller controller, Look look) throws Exception {
        try (Cgroup cg = Cgroup.create(name, NONE, Set.of());
                Cgroup child = cg.createChild("x", NONE, Set.of());
                Cgroup other = Cgroup.open(cg.name());
                CgroupSampler sampler = child.sampler(Set.of(Metric.PIDS_CURRENT, Metric.CPU_USAGE))) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicReference<Exception> failure = new AtomicReference<>();
            Thread flicker = new Thread(() -> {
                try {
                    while (!done.get()) {
                        other.tree().enableForChildren(Set.of(controller));
                        LockSupport.parkNanos(PRESENT_NANOS); // else it is almost never there
                        other.tree().disableForChildren(Set.of(controller));
                    }
                } catch (LinuxException e) {
                    failure.set(e);
                }
            });
            flicker.start();
            try {
                int there = 0;
                int absent = 0;
                long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                for (int i = 0;
                        failure.get() == null && (i < 400 || ((there == 0 || absent == 0) && System.nanoTime() < end));
                        i++) {
                    if (look.at(child, i)) there++;
                    else absent++;
                    CgroupSample sample = sampler.sample();
                    assertThat(sample.get(Metric.PIDS_CURRENT).orElse(0)).isZero();
                    assertThat(sample.get(Metric.CPU_USAGE)).isPresent();
                }
                assertThat(failure.get()).isNull();
                assertThat(there).isPositive();
                assertThat(absent).isPositive();
            } finally {
                done.set(true);
                flicker.join();
            }
            assertThat(failure.get()).isNull();
        }
    }

    /** Reads go on while the cgroup is removed and made again under the same name: they are of the old one, or fail. */
    @Test
    void aCgroupThatVanishesWhileItIsReadIsAClearError() throws Exception {
        for (int round = 0; round < 20; round++) {
            Cgroup cg = Cgroup.create(name);
            Thread remover = new Thread(() -> {
                try {
                    for (Path dir : cg.directories()) Files.delete(dir);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            remover.start();
            LinuxException end = null;
            while (end == null) {
                try {
                    cg.pids();
                    cg.memory();
                    cg.cpu();
                    cg.processes();
                } catch (LinuxException e) {
                    end = e;
                }
            }
            remover.join();
            assertThat(end.errno()).isIn(Errno.ENOENT, Errno.ENODEV);
            cg.close();
        }
    }

    @Test
    void twoWhoRemoveTheSameCgroupBothSucceed() throws Exception {
        for (int round = 0; round < 20; round++) {
            Cgroup cg = Cgroup.create(name);
            Cgroup again = Cgroup.open(name);
            try (Gated p = Gated.in(cg, "sleep 100")) {
                AtomicReference<Exception> failure = new AtomicReference<>();
                Thread other = new Thread(() -> {
                    try {
                        again.destroy();
                    } catch (LinuxException e) {
                        failure.set(e);
                    }
                });
                other.start();
                cg.destroy();
                other.join();
                assertThat(failure.get()).isNull();
                assertThat(p.await()).isEqualTo(137);
            }
        }
    }

    @Test
    void aTreeThatIsTooDeepSaysWhichLimitIsReached() throws Exception {
        assumeTrue(CgroupHost.current().unified().isPresent(), "v1 has no such limit");
        try (Cgroup cg = Cgroup.create(name, NONE.maxDepth(1), Set.of());
                Cgroup one = cg.createChild("one", NONE, Set.of())) {
            assertThatThrownBy(() -> one.createChild("two", NONE, Set.of()))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN))
                    .hasMessageContaining("cgroup.max.depth");
            assertThatThrownBy(() -> cg.createChild("a/b", NONE, Set.of()))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN));
            assertThat(cg.tree().children()).containsExactly("one"); // "a" is gone again
        }
    }

    @Test
    void aTreeWithTooManySaysWhichLimitIsReached() throws Exception {
        assumeTrue(CgroupHost.current().unified().isPresent(), "v1 has no such limit");
        try (Cgroup cg = Cgroup.create(name, NONE.maxDescendants(1), Set.of());
                Cgroup one = cg.createChild("one", NONE, Set.of())) {
            assertThat(one.isOwned()).isTrue();
            assertThatThrownBy(() -> cg.createChild("two", NONE, Set.of()))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN))
                    .hasMessageContaining("cgroup.max.descendants");
            assertThat(cg.tree().children()).containsExactly("one");
        }
    }

    @Test
    @Requires(CGROUP2_PIDS)
    void aControllerThatAnAncestorWithholdsIsNamedBeforeAnythingIsMade() throws Exception {
        try (Cgroup cg = Cgroup.create(name, NONE, Set.of());
                Cgroup parent = cg.createChild("p", NONE, Set.of());
                Gated p = Gated.in(cg, "sleep 100")) { // with a process in it, it cannot give controllers
            assertThat(p.isAlive()).isTrue();
            assertThatThrownBy(() -> parent.createChild("a/b", NONE.pidsMax(4), Set.of()))
                    .isInstanceOfSatisfying(LinuxException.class, e -> {
                        assertThat(e.errno()).isEqualTo(Errno.EBUSY);
                        assertThat(e.hint())
                                .contains("nearest ancestor that has it is "
                                        + cg.directories().get(0));
                    });
            assertThat(parent.tree().children()).isEmpty();
        }
    }
}
