package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciCpu;
import io.jlinux.oci.spec.OciMemory;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code linux.resources} and {@code cgroupsPath}: the limits hold, on cgroup v1 and v2. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.CGROUP_WRITABLE})
class ContainerLimitsTest extends OnBusybox {
    @Test
    void whoPassesTheMemoryLimitIsKilled() throws Exception {
        // dd's buffer of 64 MiB is written, so it is memory; the shell tells of its end
        OciConfig config = BusyboxBundle.script("dd if=/dev/zero of=/dev/null bs=64M count=1; echo \"dd $?\"")
                .editResources(r -> r.memory(
                        OciMemory.builder().limit(24L << 20).swap(24L << 20).build()));
        try (OciContainer container = bundle.start(config)) {
            BusyboxBundle.Result result = BusyboxBundle.result(container);

            assertThat(result.out()).isEqualTo("dd 137\n");
            assertThat(container.cgroup().orElseThrow().memory().max()).hasValue(24L << 20);
        }
    }

    @Test
    void whoStaysBelowTheMemoryLimitIsNot() throws Exception {
        OciConfig config = BusyboxBundle.script(
                        "dd if=/dev/zero of=/dev/null bs=8M count=1 2>/dev/null; echo \"dd $?\"")
                .editResources(r -> r.memoryLimit(24L << 20));

        assertThat(bundle.run(config).out()).isEqualTo("dd 0\n");
    }

    @Test
    void forksStopAtThePidsLimit() throws Exception {
        OciConfig config = BusyboxBundle.script("for i in 1 2 3 4 5 6 7 8 9; do sleep 100 & done; echo all")
                .editResources(r -> r.pidsLimit(5));
        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("fork");
        assertThat(result.code()).isNotZero();
    }

    @Test
    void anUnlimitedLimitIsNone() throws Exception {
        OciConfig config = BusyboxBundle.script("read -r x")
                .editResources(r -> r.pidsLimit(-1).memoryLimit(-1));
        try (OciContainer container = bundle.start(config)) {
            Cgroup cgroup = container.cgroup().orElseThrow();
            assertThat(cgroup.pids().max()).isEmpty();
            assertThat(cgroup.memory().max()).isEmpty();
        }
    }

    @Test
    void cpuSharesQuotaAndSetsAreWritten() throws Exception {
        OciConfig config = BusyboxBundle.script("read -r x")
                .editResources(r -> r.cpu(OciCpu.builder()
                        .shares(512)
                        .quota(50_000)
                        .period(100_000)
                        .cpus("0")
                        .mems("0")
                        .build()));
        try (OciContainer container = bundle.start(config)) {
            Cgroup cgroup = container.cgroup().orElseThrow();
            boolean v2 = Requirement.CGROUP2.isMet();

            if (v2) {
                assertThat(cgroup.read("cpu.max")).contains("50000 100000\n");
                assertThat(cgroup.read("cpu.weight")).contains("59\n");
            } else {
                assertThat(cgroup.read("cpu.cfs_quota_us")).contains("50000\n");
                assertThat(cgroup.read("cpu.cfs_period_us")).contains("100000\n");
                assertThat(cgroup.read("cpu.shares")).contains("512\n");
            }
            assertThat(cgroup.read("cpuset.cpus")).contains("0\n");
        }
    }

    @Test
    void swapBelowTheMemoryLimitIsAnErrorWithItsPointer() {
        OciConfig config = BusyboxBundle.script("true")
                .editResources(r -> r.memory(
                        OciMemory.builder().limit(1 << 24).swap(1 << 23).build()));
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/linux/resources/memory/swap");
    }

    @Test
    void anAbsoluteCgroupsPathIsFromTheTopAndIsRemoved() throws Exception {
        String path = "/jlinux-oci-" + BusyboxBundle.id() + "/a/box";
        List<Path> directories;
        try (OciContainer container =
                bundle.start(BusyboxBundle.script("read -r x").editLinux(linux -> linux.cgroupsPath(path)))) {
            directories = container.cgroup().orElseThrow().directories();
            assertThat(directories).allMatch(d -> d.toString().endsWith(path));
            String member =
                    Files.readString(Path.of("/proc/" + container.process().pid() + "/cgroup"));
            assertThat(member).contains(path + "\n");
        }
        assertThat(directories).noneMatch(Files::exists);
        assertThat(directories).noneMatch(d -> Files.exists(d.getParent()));
    }

    @Test
    void aCgroupThatIsThereIsNotTakenOver() throws Exception {
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        String id = BusyboxBundle.id();
        OciConfig config = BusyboxBundle.script("true");
        try (Cgroup there = Cgroup.create(id)) {
            OciBundle named = OciBundle.of(dir, config.editLinux(linux -> linux.cgroupsPath(id)));
            assertThatThrownBy(() -> runtime.start("other-" + id, named, ContainerOptions.of(ContainerIo.none())))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                    .hasMessageContaining("Hint: /linux/cgroupsPath " + id + " is a cgroup that is there already");
            assertThatThrownBy(
                            () -> runtime.start(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none())))
                    .hasMessageContaining("no /linux/cgroupsPath, so the container's id " + id + " is its name");
            assertThat(runtime.ids()).isEmpty();
            assertThat(there.directories()).allMatch(Files::isDirectory);
        }
    }

    @Test
    void aRelativeCgroupsPathIsBelowThisProcess() throws Exception {
        String path = BusyboxBundle.id() + "/box";
        try (OciContainer container =
                bundle.start(BusyboxBundle.script("read -r x").editLinux(linux -> linux.cgroupsPath(path)))) {
            assertThat(container.cgroup().orElseThrow().directories())
                    .allMatch(d -> d.toString().endsWith(path));
        }
    }

    @Test
    void theFirstProcessIsInTheCgroupBeforeItRuns() throws Exception {
        String path = "/" + BusyboxBundle.id();
        OciConfig config = BusyboxBundle.script("cat /proc/self/cgroup").editLinux(linux -> linux.cgroupsPath(path));

        assertThat(bundle.run(config).out()).contains(path + "\n");
    }

    @Test
    void withACgroupNamespaceItsRootIsTheContainersOwn() throws Exception {
        OciConfig config = BusyboxBundle.script("cat /proc/self/cgroup")
                .withNamespace(io.jlinux.oci.spec.OciNamespace.create(io.jlinux.ns.Namespace.CGROUP))
                .editResources(r -> r.pidsLimit(10));

        assertThat(bundle.run(config).lines())
                .filteredOn(l -> l.contains("pids") || l.startsWith("0::"))
                .isNotEmpty()
                .allMatch(l -> l.endsWith(":/"));
    }
}
