package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Making, opening, filling, emptying and removing cgroups, on whatever this host has. */
@Requires(CGROUP_WRITABLE)
@NoLeaks
class CgroupTest {
    private final String name = Hosts.name();

    /** It stays open for the life of the JVM. */
    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Test
    void createMakesItAndCloseRemovesIt() throws LinuxException {
        List<Path> directories;
        try (Cgroup cg = Cgroup.create(name)) {
            directories = cg.directories();
            assertThat(directories).isNotEmpty().allMatch(Files::isDirectory);
            assertThat(cg.isOwned()).isTrue();
            assertThat(cg.name()).isEqualTo(name);
            assertThat(cg.processes()).isEmpty();
        }
        assertThat(directories).noneMatch(Files::exists);
    }

    @Test
    void whatIsMissingIsWhatWillBeMade() throws LinuxException {
        Cgroup home = CgroupHost.current().home();
        for (Set<Controller> controllers : List.of(Set.<Controller>of(), Set.of(Controller.PIDS))) {
            List<Path> missing = home.missingDirectories(name + "/below", CgroupLimits.NONE, controllers);
            assertThat(missing).isNotEmpty().noneMatch(Files::exists);
            try (Cgroup cg = home.createChild(name + "/below", CgroupLimits.NONE, controllers)) {
                assertThat(missing).isEqualTo(cg.directories());
                assertThat(home.missingDirectories(name + "/below", CgroupLimits.NONE, controllers))
                        .isEmpty();
            }
        }
        List<Path> usual = home.missingDirectories(name, CgroupLimits.NONE);
        try (Cgroup cg = home.createChild(name)) {
            assertThat(usual).containsAll(cg.directories());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> home.missingDirectories("../x", CgroupLimits.NONE));
    }

    @Test
    void aNameClashIsAnErrorAndLeavesTheFirstAlone() throws LinuxException {
        try (Cgroup first = Cgroup.create(name)) {
            assertThatThrownBy(() -> Cgroup.create(name)).isInstanceOfSatisfying(LinuxException.class, e -> {
                assertThat(e.errno()).isEqualTo(Errno.EEXIST);
                assertThat(e.getMessage()).contains("create cgroup", name, "Cgroup.open");
            });
            assertThat(first.directories()).allMatch(Files::isDirectory);
        }
    }

    @Test
    void aBadNameIsRefusedBeforeAnythingIsMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cgroup.create("../" + name));
        assertThatIllegalArgumentException().isThrownBy(() -> Cgroup.create(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Cgroup.open("/" + name));
    }

    @Test
    void closeOfABorrowerLeavesIt() throws LinuxException {
        try (Cgroup owner = Cgroup.create(name)) {
            try (Cgroup borrower = Cgroup.open(name)) {
                assertThat(borrower.isOwned()).isFalse();
                assertThat(borrower.directories()).isEqualTo(owner.directories());
            }
            assertThat(owner.directories()).allMatch(Files::isDirectory);
        }
    }

    @Test
    void whatIsNotThereCannotBeOpened() {
        assertThatThrownBy(() -> Cgroup.open(name))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining(name);
    }

    @Test
    void aDetachedOneOutlivesItsCloseAndIsFoundByItsDirectories() throws LinuxException {
        List<Path> directories;
        try (Cgroup cg = Cgroup.create(name)) {
            cg.detach();
            directories = cg.directories();
        }
        assertThat(directories).allMatch(Files::isDirectory);
        Cgroup again = Cgroup.open(directories);
        assertThat(again.directories()).isEqualTo(directories);
        again.destroy();
        assertThat(directories).noneMatch(Files::exists);
    }

    @Test
    void directoriesOutsideOfEveryHierarchyAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cgroup.open(List.of(Path.of("/tmp"))));
    }

    @Test
    void aNestedNameMakesWhatIsInBetweenAndTheLastOneRemovesIt() throws LinuxException {
        Path between;
        try (Cgroup one = Cgroup.create(name + "/a/one")) {
            assertThat(one.name()).isEqualTo(name + "/a/one");
            between = Hosts.above(one);
            try (Cgroup two = Cgroup.create(name + "/a/two")) {
                assertThat(two.directories().get(0)).hasParent(between);
            }
            assertThat(between).isDirectory();
        }
        assertThat(between).doesNotExist();
        assertThat(between.getParent()).doesNotExist();
    }

    @Test
    void nestedOnesCanBeMadeAndRemovedByManyThreads() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String nested = name + "/n" + i;
                all.add(pool.submit(() -> {
                    Cgroup.create(nested).close();
                    return null;
                }));
            }
            for (Future<?> f : all) f.get();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void closeKillsWhatIsInItAndInItsChildren() throws Exception {
        Gated inner;
        Gated outer;
        try (Cgroup cg = Cgroup.create(name)) {
            Cgroup child = cg.createChild("child");
            outer = Gated.start("sleep 100");
            inner = Gated.in(child, "sleep 100 & sleep 100").go();
            if (CgroupHost.current().mode() != CgroupHost.Mode.V2) cg.add(outer.pid()); // v2: leaves only
            child.detach();
            child.close();
        }
        assertThat(inner.await()).isEqualTo(137);
        outer.close();
        inner.close();
    }

    @Test
    void addMovesAProcess() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Gated p = Gated.in(cg, "cat /proc/self/cgroup")) {
            assertThat(cg.processes()).contains(p.pid());
            assertThat(p.go().output()).contains("/" + name);
        }
    }

    @Test
    void addOfWhatIsNoProcessIsAnError() throws LinuxException {
        try (Cgroup cg = Cgroup.create(name)) {
            assertThatThrownBy(() -> cg.add(Integer.MAX_VALUE - 1))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ESRCH));
            assertThatIllegalArgumentException().isThrownBy(() -> cg.add(0));
        }
    }

    @Test
    void killEndsEveryProcess() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Gated p = Gated.in(cg, "trap '' TERM INT; for i in 1 2 3 4 5; do sleep 100 & done; wait")
                        .go()) {
            cg.kill();
            assertThat(cg.awaitEmpty(Duration.ofSeconds(10))).isTrue();
            assertThat(p.await()).isEqualTo(137);
            assertThat(cg.processes()).isEmpty();
        }
    }

    @Test
    void killOfAnEmptyOneDoesNothing() throws LinuxException {
        try (Cgroup cg = Cgroup.create(name)) {
            cg.kill();
            assertThat(cg.awaitEmpty(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void aFrozenOneStandsStillUntilItIsThawed() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Gated p = Gated.in(cg, "exit 7")) {
            cg.freeze(Duration.ofSeconds(10));
            p.go();
            Thread.sleep(100);
            assertThat(p.isAlive()).isTrue();
            cg.thaw();
            assertThat(p.await()).isEqualTo(7);
        }
    }

    @Test
    void aFrozenOneCanBeClosed() throws Exception {
        try (Gated p = Gated.start("sleep 100")) {
            try (Cgroup cg = Cgroup.create(name)) {
                cg.add(p.pid());
                cg.freeze(Duration.ofSeconds(10));
            }
            assertThat(p.await()).isEqualTo(137);
        }
    }

    @Test
    void oneThatWasRemovedByOthersIsAClearErrorAndClosesQuietly() throws Exception {
        try (Cgroup cg = Cgroup.create(name)) {
            for (Path d : cg.directories()) Files.delete(d);
            assertThatThrownBy(() -> cg.add(ProcessHandle.current().pid()))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("the cgroup has been removed");
            assertThatThrownBy(() -> cg.createChild("x")).isInstanceOf(LinuxException.class);
        }
    }

    @Test
    void anotherOfTheSameNameIsNotRemovedInItsPlace() throws Exception {
        Cgroup old = Cgroup.create(name);
        for (Path d : old.directories()) Files.delete(d);
        try (Cgroup fresh = Cgroup.create(name)) {
            old.close();
            assertThat(fresh.directories()).allMatch(Files::isDirectory);
        }
    }

    @Test
    void aControllerThatTheHostLacksIsNamed() {
        CgroupLimits limits = CgroupLimits.NONE.unified("dmem.max", "x 1");
        assumeFalse(hostHas(Controller.DMEM), "this host has dmem");
        assertThatThrownBy(() -> Cgroup.create(name, limits)).isInstanceOfSatisfying(LinuxException.class, e -> {
            assertThat(e.errno()).isEqualTo(Errno.ENOENT);
            assertThat(e.getMessage()).contains("'dmem'");
        });
        assertThatThrownBy(() -> Cgroup.open(name)).isInstanceOf(LinuxException.class);
    }

    private static boolean hostHas(Controller c) {
        try {
            return CgroupHost.current().controllers().contains(c);
        } catch (LinuxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLimitThatTheKernelRefusesLeavesNothingBehind() throws LinuxException {
        CgroupLimits limits = CgroupLimits.NONE.pidsMax(5).unified("cgroup.max.depth", "nonsense");
        assumeTrue(CgroupHost.current().unified().isPresent(), "no v2 hierarchy");
        assertThatThrownBy(() -> Cgroup.create(name + "/x", limits))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .hasMessageContaining("write 'nonsense' to")
                .hasMessageContaining("cgroup.max.depth");
        assertThatThrownBy(() -> Cgroup.open(name)).isInstanceOf(LinuxException.class);
    }

    @Test
    void onlyTheControllersThatWereNamedAreUsedOnV1() throws LinuxException {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE.pidsMax(9), Set.of())) {
            assertThat(cg.pids().max()).hasValue(9);
            if (CgroupHost.current().mode() == CgroupHost.Mode.HYBRID) {
                assertThat(cg.directories()).hasSize(2);
                assertThatThrownBy(() -> cg.setMemoryMax(1 << 20)).hasMessageContaining("controller 'memory' is on v1");
                assertThat(cg.memory().current()).isEmpty();
            }
        }
    }

    @Test
    void aKeptControlFileIsWrittenAndReadAgainAndAgain() throws LinuxException {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of(Controller.PIDS));
                ControlFile max = cg.controlFile("pids.max")) {
            for (long n = 1; n < 2000; n *= 3) {
                max.write(n);
                assertThat(max.readLong()).isEqualTo(n);
            }
            max.write("max");
            assertThat(max.read()).isEqualTo("max\n");
            Thread.currentThread().interrupt();
            max.write(11);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(max.readLong()).isEqualTo(11);
            assertThatThrownBy(() -> max.write(-5))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                    .hasMessageContaining("write '-5' to");
            max.write(7);
            max.write(CgroupLimits.UNLIMITED);
            assertThat(max.readLong()).isEqualTo(CgroupLimits.UNLIMITED);
            assertThatThrownBy(() -> max.write("many"))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                    .hasMessageContaining("write 'many' to")
                    .hasMessageContaining("pids.max");
        }
    }

    @Test
    void aKeptControlFileOfARemovedCgroupSaysSo() throws LinuxException {
        Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of(Controller.PIDS));
        try (ControlFile max = cg.controlFile("pids.max")) {
            cg.close();
            assertThatThrownBy(() -> max.write(1))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                    .hasMessageContaining("has been removed");
        }
    }

    @Test
    void rawFilesCanBeReadAndWritten() throws LinuxException {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of(Controller.PIDS))) {
            cg.write("pids.max", "12");
            assertThat(cg.read("pids.max")).contains("12\n");
            assertThat(cg.read("pids.nosuch")).isEqualTo(Optional.empty());
            assertThatThrownBy(() -> cg.write("pids.nosuch", "1")).hasMessageContaining("has no such file");
            assertThatIllegalArgumentException().isThrownBy(() -> cg.read("../cgroup.procs"));
        }
    }

    @Test
    void whatTheHostGaveIsNeitherClosedNorKilled() throws LinuxException {
        Cgroup home = CgroupHost.current().home();
        home.close();
        assertThat(home.processes()).isNotNull();
        assertThatThrownBy(home::destroy).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(home::kill).isInstanceOf(IllegalStateException.class);
        home.detach();
        assertThatThrownBy(home::destroy).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatMayBeMadeCanBeAskedBefore() throws LinuxException {
        CgroupHost host = CgroupHost.current();
        assertThat(host.mayCreate(Set.of(Controller.PIDS))).isTrue();
        assertThat(host.mayCreate(Set.of(Controller.DMEM))).isEqualTo(hostHas(Controller.DMEM));
    }

    @Test
    void manyAreMadeAndRemovedInARow() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE.pidsMax(4))) {
                assertThat(cg.pids().current()).hasValue(0);
            }
        }
    }
}
