package io.jlinux.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scopes of a real systemd: its own manager for root, the user's for anybody else. */
@Tag("systemd")
@Requires(Requirement.SYSTEMD)
@NoLeaks
@Timeout(120)
class SystemdScopeTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final long MIB = 1 << 20;

    private final String name =
            "jlinux-test-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + ".scope";
    private Systemd systemd;
    private LinuxProcess process;

    @BeforeAll
    static void openRoot() throws IOException {
        CgroupHost.current().root();
    }

    @BeforeEach
    void start() throws IOException {
        systemd = Requirement.ROOT.isMet() ? Systemd.system() : Systemd.user();
        process = Spawn.command("/bin/sleep", "1000").start();
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
        process.close();
        systemd.close();
    }

    private static String cgroupOf(LinuxProcess p) throws IOException {
        return Files.readString(Path.of("/proc/" + p.pid() + "/cgroup")).strip();
    }

    private static void refused(SystemdException.Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SystemdException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aProcessIsInItsScopeWithItsLimits() throws Exception {
        CgroupLimits limits = CgroupLimits.NONE
                .memoryMax(64 * MIB)
                .memoryHigh(48 * MIB)
                .pidsMax(32)
                .cpuWeight(200)
                .cpuMax(Duration.ofMillis(50), Duration.ofMillis(100));
        ScopeSpec spec = ScopeSpec.of(name).description("a test of JLinux").limits(limits);
        try (SystemdScope scope = systemd.scope(spec, process.pid())) {
            assertThat(cgroupOf(process)).endsWith("/" + name);
            assertThat(scope.state()).isEqualTo("active");
            assertThat(systemd.property(name, "org.freedesktop.systemd1.Unit", "Description"))
                    .isEqualTo("a test of JLinux");
            CgroupLimits now = scope.cgroup().limits();
            assertThat(now.memoryMax()).hasValue(64 * MIB);
            assertThat(now.memoryHigh()).hasValue(48 * MIB);
            assertThat(now.pidsMax()).hasValue(32);
            if (Requirement.ROOT.isMet()) { // a user's manager may not have the controller cpu
                assertThat(now.cpuWeight()).hasValue(200);
                assertThat(now.cpuMax()).isEqualTo(limits.cpuMax());
            }
            assertThat(scope.cgroup().processes()).containsExactly(process.pid());

            scope.setLimits(CgroupLimits.NONE.memoryMax(80 * MIB).pidsMax(CgroupLimits.UNLIMITED));
            assertThat(scope.cgroup().memory().max()).hasValue(80 * MIB);
            assertThat(scope.cgroup().pids().max()).isEmpty();
        }
        assertThat(process.waitFor()).isEqualTo(128 + 15); // SIGTERM
        refused(
                SystemdException.Reason.NO_SUCH_UNIT,
                () -> systemd.property(name, "org.freedesktop.systemd1.Unit", "ActiveState"));
    }

    @Test
    void otherPropertiesAreGivenByTheirText() throws Exception {
        ScopeSpec spec = ScopeSpec.of(name)
                .limits(CgroupLimits.NONE.pidsMax(32))
                .properties(List.of(
                        UnitProperty.parse("TimeoutStopSec", "7"),
                        UnitProperty.parse("CollectMode", "'inactive-or-failed'"),
                        UnitProperty.parse("Documentation", "['man:jlinux(7)', 'https://example.org/']"),
                        UnitProperty.parse("DeviceAllow", "[('/dev/null', 'rw')]"),
                        UnitProperty.parse("SendSIGHUP", "true"),
                        UnitProperty.parse("TasksMax", "uint64 99")));
        try (SystemdScope scope = systemd.scope(spec, process.pid())) {
            String unit = "org.freedesktop.systemd1.Unit";
            String type = "org.freedesktop.systemd1.Scope";
            assertThat(systemd.property(name, type, "TimeoutStopUSec")).isEqualTo("7000000");
            assertThat(systemd.property(name, unit, "CollectMode")).isEqualTo("inactive-or-failed");
            assertThat(systemd.property(name, unit, "Documentation")).contains("man:jlinux(7)", "example.org");
            assertThat(systemd.property(name, type, "SendSIGHUP")).isEqualTo("true");
            assertThat(scope.cgroup().limits().pidsMax()).hasValue(32); // limits come last
        }
    }

    @Test
    void aPropertyThatSystemdDoesNotKnowIsRefusedByItsName() throws Exception {
        ScopeSpec spec = ScopeSpec.of(name).properties(List.of(UnitProperty.parse("NoSuchThing", "true")));
        assertThatThrownBy(() -> systemd.scope(spec, process.pid()))
                .isInstanceOfSatisfying(
                        SystemdException.class,
                        e -> assertThat(e.reason()).isEqualTo(SystemdException.Reason.INVALID_PROPERTY))
                .hasMessageContaining("NoSuchThing");
        assertThat(systemd.state(name)).isEqualTo("inactive");
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aDelegatedScopeHoldsCgroupsOfOurs() throws Exception {
        ScopeSpec spec =
                ScopeSpec.of(name).limits(CgroupLimits.NONE.pidsMax(50)).delegated();
        try (SystemdScope scope = systemd.scope(spec, process.pid());
                Cgroup main = scope.cgroup().tree().evacuate("main");
                Cgroup step = scope.cgroup()
                        .createChild(
                                "step", CgroupLimits.NONE.memoryMax(32 * MIB).memorySwapMax(0))) {
            assertThat(main.processes()).containsExactly(process.pid());
            try (LinuxProcess greedy = Spawn.command("/usr/bin/tail", "/dev/zero")
                    .with(step.placement())
                    .start()) {
                assertThat(greedy.waitFor()).isEqualTo(137);
            }
            assertThat(step.memory().oomKill().orElseThrow()).isPositive();
            assertThat(process.isAlive()).isTrue();
            assertThat(scope.state()).isEqualTo("active");
        }
    }

    @Test
    void aNameIsTakenOnce() throws Exception {
        try (SystemdScope first = systemd.scope(ScopeSpec.of(name), process.pid());
                LinuxProcess second = Spawn.command("/bin/sleep", "1000").start()) {
            refused(SystemdException.Reason.UNIT_EXISTS, () -> systemd.scope(ScopeSpec.of(name), second.pid()));
            assertThat(second.isAlive()).isTrue();
            assertThat(first.state()).isEqualTo("active");
            second.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatIsNotThereIsNamedAsTheReason() throws Exception {
        LinuxProcess ended = Spawn.command("/bin/true").start();
        ended.waitFor();
        ended.close();
        refused(SystemdException.Reason.NO_SUCH_PROCESS, () -> systemd.scope(ScopeSpec.of(name), ended.pid()));
        try (SystemdScope scope = systemd.scope(ScopeSpec.of(name), process.pid())) { // the name is free
            assertThat(scope.state()).isEqualTo("active");
        }
    }

    /** As when there is no descriptor left to open it: the scope is gone, and its process is where it was. */
    @Test
    void aScopeWhoseCgroupCannotBeOpenedIsUndoneAndEndsNobody() throws Exception {
        String before = cgroupOf(process);
        SystemdScope.Opener full = (by, unit) -> {
            assertThat(cgroupOf(process)).endsWith("/" + name); // the scope is made
            throw new LinuxException("open the cgroup of", unit, Errno.EMFILE.number());
        };
        assertThatThrownBy(() -> SystemdScope.start(systemd, false, full, ScopeSpec.of(name), process.pid()))
                .isInstanceOfSatisfying(LinuxException.class, e -> {
                    assertThat(e.errno()).isEqualTo(Errno.EMFILE);
                    assertThat(e.getSuppressed()).isEmpty();
                });
        assertThat(process.isAlive()).isTrue();
        assertThat(cgroupOf(process)).isEqualTo(before);
        refused(
                SystemdException.Reason.NO_SUCH_UNIT,
                () -> systemd.property(name, "org.freedesktop.systemd1.Unit", "ActiveState"));
        try (SystemdScope scope = systemd.scope(ScopeSpec.of(name), process.pid())) { // the name is free
            assertThat(scope.state()).isEqualTo("active");
        }
    }

    @Test
    void aPropertyThatSystemdDoesNotHaveIsNamedAsTheReason() {
        List<UnitSetting> settings =
                List.of(new UnitSetting("NoSuchThing", true), new UnitSetting("PIDs", new long[] {process.pid()}));
        refused(
                SystemdException.Reason.INVALID_PROPERTY,
                () -> systemd.job(
                        "start " + name,
                        name,
                        Systemd.PATIENCE,
                        SystemdScope.START,
                        name,
                        "fail",
                        Systemd.properties(settings),
                        List.of()));
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void whoDoesNotListenToTermIsKilled() throws Exception {
        try (LinuxProcess deaf = Spawn.command("/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
                .start()) {
            assertThat(deaf.getInputStream().read()).isEqualTo('r');
            SystemdScope scope = systemd.scope(ScopeSpec.of(name), deaf.pid());
            scope.stop(Duration.ofSeconds(1));
            assertThat(deaf.waitFor()).isEqualTo(137);
            assertThat(scope.state()).isEqualTo("inactive");
            scope.close(); // nothing is left to do
        }
    }

    @Test
    void oneThatWasGivenAwayOutlivesItsHandle() throws Exception {
        SystemdScope scope = systemd.scope(ScopeSpec.of(name), process.pid());
        scope.detach();
        scope.close();
        assertThat(systemd.state(name)).isEqualTo("active");
        assertThat(process.isAlive()).isTrue();
        systemd.stop(name, Duration.ofSeconds(5));
        assertThat(systemd.state(name)).isEqualTo("inactive");
    }

    @Test
    void aScopeEndsWithItsLastProcess() throws Exception {
        try (SystemdScope scope = systemd.scope(ScopeSpec.of(name), process.pid())) {
            process.destroyForcibly().waitFor();
            for (int i = 0; i < 600 && !scope.state().equals("inactive"); i++) Thread.sleep(100);
            assertThat(scope.state()).isEqualTo("inactive");
        }
    }

    @Test
    void anOrdinaryUserIsToldWhoMay() throws Exception {
        if (Requirement.ROOT.isMet()) { // root may: the short form makes a connection of its own
            try (SystemdScope scope = SystemdScope.create(name, CgroupLimits.NONE.pidsMax(10), process.pid())) {
                assertThat(scope.cgroup().pids().max()).hasValue(10);
            }
        } else {
            try (Systemd system = Systemd.system()) {
                refused(SystemdException.Reason.ACCESS_DENIED, () -> system.scope(ScopeSpec.of(name), process.pid()));
            }
        }
    }
}
