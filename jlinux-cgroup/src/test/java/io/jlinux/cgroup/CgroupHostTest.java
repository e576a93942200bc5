package io.jlinux.cgroup;

import static io.jlinux.cgroup.Controller.CPU;
import static io.jlinux.cgroup.Controller.CPUACCT;
import static io.jlinux.cgroup.Controller.FREEZER;
import static io.jlinux.cgroup.Controller.HUGETLB;
import static io.jlinux.cgroup.Controller.IO;
import static io.jlinux.cgroup.Controller.MEMORY;
import static io.jlinux.cgroup.Controller.PIDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.CgroupHost.Mode;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CgroupHostTest {
    @Test
    void controllersInHierarchiesOfTheirOwnBesideV2AreHybrid() {
        CgroupHost host = captured("flat-hybrid");
        assertThat(host.mode()).isEqualTo(Mode.HYBRID);
        assertThat(host.controllers()).contains(MEMORY, CPU, CPUACCT, PIDS, IO, HUGETLB, FREEZER);
        assertThat(host.hierarchy(HUGETLB).orElseThrow().version()).isEqualTo(2);
        assertThat(host.hierarchy(IO).orElseThrow().mountPoint()).isEqualTo(Path.of("/sys/fs/cgroup/blkio"));
        assertThat(own(host, MEMORY)).isEqualTo("/sys/fs/cgroup/memory/process_api/f4ed2a5f");
        assertThat(own(host, CPU)).isEqualTo("/sys/fs/cgroup/cpu");
        assertThat(host.hierarchies().get(0).version()).isEqualTo(2);
    }

    @Test
    void ubuntu2004IsHybridWithControllersMountedTogether() {
        CgroupHost host = captured("ubuntu-2004-hybrid");
        assertThat(host.mode()).isEqualTo(Mode.HYBRID);
        assertThat(host.unified().orElseThrow().controllers()).isEmpty();
        assertThat(host.hierarchy(CPU)).isEqualTo(host.hierarchy(CPUACCT)).isPresent();
        assertThat(own(host, CPU)).isEqualTo("/sys/fs/cgroup/cpu,cpuacct/user.slice");
        assertThat(host.hierarchies()).anyMatch(h -> h.name().equals("systemd"));
    }

    @Test
    void oneV2HierarchyIsV2() {
        CgroupHost host = captured("systemd-v2-user");
        assertThat(host.mode()).isEqualTo(Mode.V2);
        assertThat(host.hierarchies()).hasSize(1);
        assertThat(host.controllers()).contains(MEMORY, PIDS, CPU, IO).doesNotContain(FREEZER, CPUACCT);
    }

    @Test
    void aContainerOnV1SeesItsOwnCgroupsAsTheTop() {
        CgroupHost host = captured("docker-v1");
        assertThat(host.mode()).isEqualTo(Mode.V1);
        assertThat(own(host, MEMORY)).isEqualTo("/sys/fs/cgroup/memory");
        assertThat(host.controllers()).isEqualTo(Set.of(MEMORY, CPU, CPUACCT, PIDS));
    }

    @Test
    void aContainerOnV2WithACgroupNamespaceIsAtTheTop() {
        CgroupHost host = captured("docker-v2");
        assertThat(host.mode()).isEqualTo(Mode.V2);
        assertThat(own(host, MEMORY)).isEqualTo("/sys/fs/cgroup");
    }

    @Test
    void hiddenMountsDoNotCount() {
        CgroupHost host = captured("mounted-over");
        assertThat(host.mode()).isEqualTo(Mode.V2);
        assertThat(host.hierarchies()).hasSize(1);
        assertThat(own(host, HUGETLB)).isEqualTo("/sys/fs/cgroup/job");
        assertThat(host.hierarchy(MEMORY)).isEmpty();
    }

    @Test
    void aProcessOutsideOfItsCgroupNamespaceHasNoDirectory() {
        CgroupHost host = CgroupHost.parse("5 1 0:1 / /sys/fs/cgroup rw - cgroup2 none rw\n", "0::/../other\n", "");
        assertThat(host.unified().orElseThrow().ownDirectory()).isEmpty();
        assertThat(host.toString()).contains("outside of it");
    }

    @Test
    void aHostWithoutCgroupsSaysSo() {
        CgroupHost host = CgroupHost.parse("", "0::/\n", "");
        assertThat(host.mode()).isEqualTo(Mode.NONE);
        assertThatThrownBy(host::home).isInstanceOfSatisfying(LinuxException.class, e -> {
            assertThat(e.errno()).isEqualTo(Errno.ENOENT);
            assertThat(e.hint()).contains("no cgroup file system is mounted");
        });
    }

    @Test
    void itsTextNamesEveryHierarchy() {
        assertThat(captured("ubuntu-2004-hybrid").toString())
                .startsWith("cgroups HYBRID")
                .contains("v1 cpu,cpuacct at /sys/fs/cgroup/cpu,cpuacct")
                .contains("v1 name=systemd at");
    }

    @Test
    void newCgroupsOnV2GoBesideTheOneOfTheProcess() {
        Path mount = Path.of("/sys/fs/cgroup");
        Path own = mount.resolve("user.slice/user-1000.slice/user@1000.service/app.slice/run-u12.scope");
        Path delegated = mount.resolve("user.slice/user-1000.slice/user@1000.service");
        assertThat(Homes.v2Home(own, mount, false, p -> p.startsWith(delegated)))
                .isEqualTo(own.getParent());
    }

    @Test
    void newCgroupsOnV2GoUnderTheProcessWhereNothingAboveIsWritable() {
        Path mount = Path.of("/sys/fs/cgroup");
        Path own = mount.resolve("system.slice/web.service");
        assertThat(Homes.v2Home(own, mount, false, p -> false)).isEqualTo(own);
        assertThat(Homes.v2Home(mount, mount, false, p -> true)).isEqualTo(mount);
    }

    @Test
    void inTheRootCgroupNewOnesGoUnderIt() {
        Path mount = Path.of("/sys/fs/cgroup");
        assertThat(Homes.v2Home(mount, mount, true, p -> true)).isEqualTo(mount);
    }

    private static String own(CgroupHost host, Controller controller) {
        return host.hierarchy(controller)
                .orElseThrow()
                .ownDirectory()
                .orElseThrow()
                .toString();
    }

    static CgroupHost captured(String name) {
        return CgroupHost.parse(
                resource(name + "/mountinfo"), resource(name + "/cgroup"), resource(name + "/controllers"));
    }

    private static String resource(String name) {
        try (InputStream in = CgroupHostTest.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("no fixture " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
