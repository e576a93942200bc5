package io.jlinux.cgroup;

import static io.jlinux.cgroup.CgroupLimits.NONE;
import static io.jlinux.testkit.Requirement.CGROUP2_CPUSET;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sched.CpuSet;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processors that are one cgroup's own, as the kernel really gives them. */
@Requires({ROOT, CGROUP2_CPUSET, CGROUP_WRITABLE})
@Tag("processors")
@NoLeaks
@Timeout(120)
class PartitionTest {
    private static final Set<Controller> CPUSET = Set.of(Controller.CPUSET);

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
        assumeTrue(CpuSet.ofThisThread().cpus().size() > 1, "one processor cannot be shared out");
        // only below a partition a cgroup can be one, and the topmost always is
        boolean top =
                Files.notExists(CgroupHost.current().home().directories().get(0).resolve("cgroup.type"));
        assumeTrue(top, "our cgroups are not below the topmost one");
    }

    private static CpuSet of(Cgroup cg) throws Exception {
        try (LinuxProcess p =
                Spawn.command("sleep", "1000").with(cg.placement()).start()) {
            return CpuSet.ofProcess(p.pid());
        }
    }

    @Test
    void aPartitionTakesItsProcessorsAwayFromTheOthers() throws Exception {
        int last = CpuSet.ofThisThread().cpus().last();
        for (CpusetPartition kind : new CpusetPartition[] {CpusetPartition.ROOT, CpusetPartition.ISOLATED}) {
            try (Cgroup own = Cgroup.create(Hosts.name(), NONE.cpusetCpus("" + last), CPUSET);
                    Cgroup other = Cgroup.create(Hosts.name(), NONE, CPUSET)) {
                assertThat(of(other).cpus()).contains(last);
                own.apply(NONE.cpusetPartition(kind));
                assertThat(own.limits().and(NONE.cpusetPartition(kind))).isEqualTo(own.limits());
                assertThat(own.read("cpuset.cpus.partition")).hasValue(kind.kernelName() + "\n");
                assertThat(of(own)).isEqualTo(CpuSet.of(last));
                assertThat(of(other).cpus()).isNotEmpty().doesNotContain(last);
                assertThat(other.effectiveLimits().cpusetCpus())
                        .hasValue(of(other).cpus().size());
                // and a change that the kernel refuses leaves it as it was
                assertThatThrownBy(() -> own.apply(NONE.cpusetCpus("8191"))).isInstanceOf(LinuxException.class);
                assertThat(own.limits().cpusetCpus()).hasValue("" + last);
                own.apply(NONE.cpusetPartition(CpusetPartition.MEMBER));
                assertThat(of(other).cpus()).contains(last);
            }
        }
    }

    /** Since Linux 6.7 they can be reserved first; before that the file is missing, and the error says so. */
    @Test
    void exclusiveProcessorsAreReservedOrTheKernelLacksThem() throws Exception {
        int last = CpuSet.ofThisThread().cpus().last();
        try (Cgroup own = Cgroup.create(Hosts.name(), NONE, CPUSET);
                Cgroup other = Cgroup.create(Hosts.name(), NONE, CPUSET)) {
            CgroupLimits exclusive = NONE.cpusetCpusExclusive("" + last);
            if (own.read("cpuset.cpus.exclusive").isEmpty()) {
                assertThatThrownBy(() -> own.apply(exclusive))
                        .isInstanceOfSatisfying(
                                LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                        .hasMessageContaining("cpuset.cpus.exclusive")
                        .hasMessageContaining("this kernel has no such file");
                return;
            }
            own.apply(exclusive);
            assertThat(own.limits().and(exclusive)).isEqualTo(own.limits());
            assertThatThrownBy(() -> other.apply(exclusive)).isInstanceOf(LinuxException.class);
            own.apply(NONE.cpusetPartition(CpusetPartition.ROOT));
            assertThat(of(own)).isEqualTo(CpuSet.of(last));
            assertThat(of(other).cpus()).doesNotContain(last);
        }
    }
}
