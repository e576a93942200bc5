package io.jlinux.examples.cgroups;

import static io.jlinux.examples.Example.linesOf;
import static io.jlinux.examples.Example.match;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static io.jlinux.testkit.Requirement.NOT_ROOT;
import static io.jlinux.testkit.Requirement.ROOT;
import static io.jlinux.testkit.Requirement.STRESS_NG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.Resource;
import io.jlinux.examples.Example;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program shows what a learner is told that it shows. */
@NoLeaks
@Timeout(180)
class CgroupExamplesTest {
    /** What stays open for the life of the JVM: the home, and the thread that waits for events. */
    @BeforeAll
    static void openWhatStays() throws LinuxException {
        CgroupHost host = CgroupHost.current();
        if (!CGROUP_WRITABLE.isMet()) return;
        try (var cg = io.jlinux.cgroup.Cgroup.create(
                        "jlinux-examples-" + ProcessHandle.current().pid());
                var watch = cg.watch().onEvent(Set.of(), e -> {})) {
            assertThat(watch.isActive()).isTrue();
            assertThat(host.home().isOwned()).isFalse();
        }
    }

    private static void assumeMay(Controller controller) throws LinuxException {
        assumeTrue(CgroupHost.current().mayCreate(Set.of(controller)), controller + " is not delegated");
    }

    @Test
    @Requires(CGROUP_WRITABLE)
    void aProcessBeyond100MegabytesIsKilledAndTheEventArrives() throws Exception {
        assumeMay(Controller.MEMORY);
        List<String> lines = linesOf(OomKill::main);
        assertThat(lines.get(0)).isEqualTo("limits: memory.max=100MiB memory.swap.max=0");
        assertThat(lines.get(1)).isEqualTo("tail ended with 137, which is 128 + SIGKILL");
        match(lines.get(2), "event: OOM_KILL, [1-9]\\d* so far");
        match(lines.get(3), "counted: [1-9]\\d* killed");
    }

    @Test
    @Requires(CGROUP_WRITABLE)
    void twoProcessesShareAProcessorTwoToOne() throws Exception {
        assumeMay(Controller.CPU);
        List<String> lines = linesOf(SharedCpu::main);
        Matcher used = match(lines.get(1), "used (\\d+) ms and (\\d+) ms of processor time: (\\S+) to 1");
        assertThat(Double.parseDouble(used.group(3))).isBetween(1.8, 2.2);
        assertThat(Long.parseLong(used.group(1)) + Long.parseLong(used.group(2)))
                .isGreaterThanOrEqualTo(1999);
    }

    @Test
    @Requires(CGROUP_WRITABLE)
    void aForkBombStopsAtPidsMax() throws Exception {
        assumeMay(Controller.PIDS);
        assertThat(linesOf(ForkBomb::main).stream().skip(1))
                .containsExactly(
                        "event: PIDS_MAX, forks failed at pids.max=20",
                        "never more tasks than allowed: true",
                        "killed, all gone: true");
    }

    @Test
    @Requires(CGROUP_WRITABLE)
    void pressureIsWatchedAndItsTriggerFires() throws Exception {
        assumePressure();
        pressure(linesOf(WatchedPressure::main));
    }

    @Test
    @Requires({CGROUP_WRITABLE, STRESS_NG})
    void soItDoesUnderTheLoadOfStressNg() throws Exception {
        assumePressure();
        String processes = String.valueOf(Runtime.getRuntime().availableProcessors() + 2);
        String[] load = {
            "stress-ng",
            "--quiet",
            "--cpu",
            processes,
            "--timeout",
            "120",
            "--temp-path",
            System.getProperty("java.io.tmpdir")
        };
        pressure(linesOf(WatchedPressure::main, load));
    }

    private static void assumePressure() throws LinuxException {
        CgroupHost host = CgroupHost.current();
        assumeTrue(host.unified().isPresent(), "no v2 hierarchy");
        assumeTrue(host.pressure(Resource.CPU).some().isPresent(), "no PSI");
    }

    private static void pressure(List<String> lines) {
        assertThat(lines.get(0)).startsWith("watching since ").endsWith(" ms: true");
        match(lines.get(2), "waited \\d+ ms, \\d+% of 10 s");
        Matcher last = match(lines.get(lines.size() - 2), "waited (\\d+) ms, \\d+% of 10 s");
        assertThat(Long.parseLong(last.group(1))).isGreaterThanOrEqualTo(50);
        assertThat(lines.get(lines.size() - 1)).isEqualTo("trigger fired: some 100000 2000000");
    }

    @Test
    @Requires({ROOT, CGROUP_WRITABLE})
    void aWriteIsThrottledToWhatIoMaxAllows() throws Exception {
        assumeMay(Controller.IO);
        List<String> lines = linesOf(ThrottledDisk::main);
        Matcher free = match(lines.get(0), "unset: 4 MiB in (\\S+) s, (\\S+) MiB/s");
        Matcher slow = match(lines.get(1), "io\\.max\\[\\d+:\\d+\\]=wbps=2097152: 4 MiB in (\\S+) s, (\\S+) MiB/s");
        assertThat(Double.parseDouble(slow.group(2))).isLessThan(2.5);
        assertThat(Double.parseDouble(free.group(1))).isLessThan(Double.parseDouble(slow.group(1)));
        assertThat(lines.get(2)).isEqualTo("counted: 8 MiB");
    }

    @Test
    @Requires(NOT_ROOT)
    void whoMayNotIsToldWhatItTakes() throws Exception {
        assertThat(linesOf(ThrottledDisk::main)).singleElement().asString().startsWith("This example needs root. ");
        if (CGROUP_WRITABLE.isMet()) return; // the others run then
        for (Example.Main main :
                List.<Example.Main>of(OomKill::main, SharedCpu::main, ForkBomb::main, WatchedPressure::main)) {
            assertThat(linesOf(main)).singleElement().asString().startsWith("This example needs a cgroup of its own. ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OomKill", "SharedCpu", "ForkBomb", "WatchedPressure", "ThrottledDisk"})
    void aProgramIsReadInOneGo(String name) throws IOException {
        Example.assertReadInOneGo(getClass(), name);
    }
}
