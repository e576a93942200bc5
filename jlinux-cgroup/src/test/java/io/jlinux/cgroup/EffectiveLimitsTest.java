package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NoLeaks
class EffectiveLimitsTest {
    private static final long MIB = 1 << 20;
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().self();
        CgroupHost.current().home();
    }

    @Test
    void theFewerOfQuotaAndCpusetAreTheProcessors() {
        assertThat(limits(OptionalDouble.of(1.5), OptionalInt.of(4)).cpus()).hasValue(1.5);
        assertThat(limits(OptionalDouble.of(8), OptionalInt.of(4)).cpus()).hasValue(4);
        assertThat(limits(OptionalDouble.empty(), OptionalInt.of(4)).cpus()).hasValue(4);
        assertThat(limits(OptionalDouble.of(0.5), OptionalInt.empty()).cpus()).hasValue(0.5);
        assertThat(limits(OptionalDouble.empty(), OptionalInt.empty()).cpus()).isEmpty();
    }

    private static EffectiveLimits limits(OptionalDouble quota, OptionalInt cpus) {
        OptionalLong none = OptionalLong.empty();
        return new EffectiveLimits(none, none, none, none, quota, cpus);
    }

    @Test
    void aQuotaIsPartedByItsPeriod() {
        assertThat(EffectiveLimitsReader.v2Quota(Optional.of("150000 100000\n")))
                .isEqualTo(1.5);
        assertThat(EffectiveLimitsReader.v2Quota(Optional.of("max 100000\n"))).isGreaterThan(1e18);
        assertThat(EffectiveLimitsReader.v2Quota(Optional.empty())).isGreaterThan(1e18);
    }

    @Test
    @Requires(CGROUP_WRITABLE)
    void memoryAndProcessorsAreTheLeastOfAllAbove() throws Exception {
        CgroupHost host = CgroupHost.current();
        Set<Controller> needed = EnumSet.of(Controller.MEMORY, Controller.CPU);
        assumeTrue(host.mayCreate(needed), "not delegated");
        CgroupLimits tight =
                CgroupLimits.NONE.memoryMax(64 * MIB).cpuMax(Duration.ofMillis(20), Duration.ofMillis(100));
        CgroupLimits wide =
                CgroupLimits.NONE.memoryMax(128 * MIB).cpuMax(Duration.ofMillis(10), Duration.ofMillis(100));
        try (Cgroup outer = Cgroup.create(name, tight);
                Cgroup inner = outer.createChild("inner", wide)) {
            assertThat(inner.effectiveLimits().memoryMax()).hasValue(64 * MIB);
            assertThat(inner.effectiveLimits().cpuQuota()).hasValue(0.1);
            assertThat(outer.effectiveLimits().cpuQuota()).hasValue(0.2);
            assertThat(outer.effectiveLimits().cpus()).hasValue(0.2);
        }
    }

    @Test
    void thisProcessIsLimitedToTheProcessorsThatTheJvmSees() throws Exception {
        assumeTrue(CgroupHost.current().mode() != CgroupHost.Mode.NONE, "no cgroups");
        EffectiveLimits limits = CgroupHost.current().effectiveLimits();
        int jvm = Runtime.getRuntime().availableProcessors();
        if (limits.cpus().isPresent())
            assertThat(Math.ceil(limits.cpus().getAsDouble())).isGreaterThanOrEqualTo(jvm);
    }

    @Test
    void theKernelTellsWhatIsDelegated() throws Exception {
        Delegation d = CgroupHost.current().delegation();
        assertThat(d.files()).contains("cgroup.procs", "cgroup.threads", "cgroup.subtree_control");
        assertThat(d.atNamespaces()).isEqualTo(d.mountOptions().contains("nsdelegate"));
    }
}
