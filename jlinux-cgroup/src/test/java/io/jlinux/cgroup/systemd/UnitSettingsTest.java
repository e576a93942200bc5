package io.jlinux.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.BlockDevice;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.CpuMax;
import io.jlinux.cgroup.IoMax;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits as systemd's properties, and its errors as reasons: without a systemd. */
@Tag("pure")
class UnitSettingsTest {
    private static final CgroupLimits NONE = CgroupLimits.NONE;

    private static Map<String, Object> of(CgroupLimits limits) {
        return UnitSettings.of(limits).stream().collect(Collectors.toMap(UnitSetting::name, UnitSetting::value));
    }

    @Test
    void numbersStayNumbers() {
        CgroupLimits limits = NONE.memoryMax(1 << 20)
                .memoryHigh(1 << 19)
                .memoryLow(4096)
                .pidsMax(64)
                .cpuWeight(200);
        assertThat(of(limits))
                .isEqualTo(Map.of(
                        "MemoryMax",
                        1L << 20,
                        "MemoryHigh",
                        1L << 19,
                        "MemoryLow",
                        4096L,
                        "TasksMax",
                        64L,
                        "CPUWeight",
                        200L));
    }

    @Test
    void noLimitIsInfinity() {
        assertThat(of(NONE.memoryMax(CgroupLimits.UNLIMITED))).isEqualTo(Map.of("MemoryMax", Long.MAX_VALUE));
        Variant<?> infinity = Variants.of(Long.MAX_VALUE);
        assertThat(infinity.getSig()).isEqualTo("t");
        assertThat(((UInt64) infinity.getValue()).value()).isEqualTo("18446744073709551615");
        assertThat(of(NONE.cpuMax(CpuMax.UNLIMITED))).containsEntry("CPUQuotaPerSecUSec", Long.MAX_VALUE);
    }

    @Test
    void aQuotaIsPerSecond() {
        assertThat(of(NONE.cpuMax(Duration.ofMillis(30), Duration.ofMillis(20))))
                .isEqualTo(Map.of("CPUQuotaPerSecUSec", 1_500_000L, "CPUQuotaPeriodUSec", 20_000L));
    }

    @Test
    void processorsAreAMask() {
        assertThat((byte[]) of(NONE.cpusetCpus("0-2,9")).get("AllowedCPUs")).containsExactly(0b111, 0b10);
        assertThat(of(NONE.cpuIdle(true))).isEqualTo(Map.of("CPUWeight", 0L));
        assertThat(of(NONE.ioWeight(300))).isEqualTo(Map.of("IOWeight", 300L));
    }

    @Test
    void whatSystemdHasNoPropertyForIsRefusedByName() {
        CgroupLimits io = NONE.ioMax(new BlockDevice(8, 0), IoMax.NONE.readBytes(1 << 20));
        assertThatThrownBy(() -> ScopeSpec.of("x.scope").limits(io))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("io.max");
        assertThatThrownBy(() -> UnitSettings.of(NONE.memoryOomGroup(true))).hasMessageContaining("memory.oom.group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "job.service", "a/b.scope", "job 1.scope", ".scope", ""})
    void aScopeHasTheNameOfAScope(String name) {
        assertThatThrownBy(() -> ScopeSpec.of(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "org.freedesktop.systemd1.UnitExists, '', UNIT_EXISTS",
        "org.freedesktop.DBus.Error.InvalidArgs, Unit x.scope was already loaded or has a fragment file., UNIT_EXISTS",
        "org.freedesktop.DBus.Error.AccessDenied, '', ACCESS_DENIED",
        "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired, '', ACCESS_DENIED",
        "org.freedesktop.systemd1.NoSuchUnit, '', NO_SUCH_UNIT",
        "org.freedesktop.DBus.Error.UnixProcessIdUnknown, '', NO_SUCH_PROCESS",
        "System.Error.ESRCH, No such process, NO_SUCH_PROCESS",
        "org.freedesktop.DBus.Error.PropertyReadOnly, '', INVALID_PROPERTY",
        "org.freedesktop.DBus.Error.ServiceUnknown, '', NO_SYSTEMD",
        "org.freedesktop.DBus.Error.NoReply, '', NO_ANSWER",
        "org.freedesktop.systemd1.Shutdown, '', OTHER"
    })
    void anErrorsNameIsAReason(String type, String message, SystemdException.Reason reason) {
        assertThat(BusErrors.reason(type, message)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "failed, JOB_FAILED",
        "canceled, JOB_CANCELED",
        "timeout, JOB_TIMEOUT",
        "dependency, JOB_DEPENDENCY",
        "skipped, JOB_SKIPPED",
        "somethingnew, OTHER"
    })
    void aJobsResultIsAReason(String result, SystemdException.Reason reason) {
        assertThat(BusErrors.ofJob(result)).isEqualTo(reason);
        assertThat(new SystemdException(reason, "start x.scope", "job 7", null))
                .hasMessageStartingWith("start x.scope: " + reason);
    }

    @Test
    void whatIsExpressibleHasAProperty() {
        CgroupLimits known = CgroupLimits.NONE
                .memoryMax(1 << 20)
                .pidsMax(CgroupLimits.UNLIMITED)
                .cpuMax(Duration.ofMillis(50), Duration.ofMillis(100))
                .cpusetCpus("0-1")
                .ioWeight(50);
        CgroupLimits all = known.memoryZswapMax(0).hugetlbMax("2MB", 0).memoryOomGroup(true);
        CgroupLimits some = ScopeSpec.expressible(all);
        assertThat(some.v2Writes()).containsExactlyInAnyOrderElementsOf(known.v2Writes());
        assertThat(UnitSettings.of(some))
                .extracting(UnitSetting::name)
                .containsExactlyInAnyOrder(
                        "MemoryMax", "TasksMax", "CPUQuotaPerSecUSec", "CPUQuotaPeriodUSec", "AllowedCPUs", "IOWeight");
    }
}
