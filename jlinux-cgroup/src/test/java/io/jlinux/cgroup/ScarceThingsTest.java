package io.jlinux.cgroup;

import static io.jlinux.cgroup.CgroupLimits.NONE;
import static io.jlinux.testkit.Requirement.CGROUP2;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits of what a machine has or has not: set and read back where it has, told where it has not, with nothing left behind. */
@Requires({CGROUP2, CGROUP_WRITABLE})
@NoLeaks
class ScarceThingsTest {
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    private static void need(Controller controller) throws LinuxException {
        assumeTrue(
                CgroupHost.current().mayCreate(Set.of(controller))
                        && CgroupHost.current().hierarchy(controller).isPresent(),
                "no controller " + controller.kernelName() + " here");
    }

    private static List<String> names(Path directory) throws IOException {
        if (Files.notExists(directory)) return List.of();
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(p -> p.getFileName().toString()).toList();
        }
    }

    /** The first words of a file of the topmost cgroup: what there is of it. */
    private static List<String> kinds(String file) throws IOException {
        Path top = CgroupHost.current().unified().orElseThrow().mountPoint().resolve(file);
        return Files.exists(top)
                ? Files.readAllLines(top).stream().map(l -> l.split(" ")[0]).toList()
                : List.of();
    }

    private void refusedWithNothingLeft(CgroupLimits limits, Errno errno, String... words) throws Exception {
        assertThatThrownBy(() -> Cgroup.create(name, limits, Set.of()))
                .isInstanceOfSatisfying(LinuxException.class, e -> {
                    assertThat(e.errno()).isEqualTo(errno);
                    assertThat(e.getMessage()).contains(words);
                });
        assertThat(CgroupHost.current().home().tree().children()).doesNotContain(name);
    }

    @Test
    void rdmaOfEachDeviceThereIs() throws Exception {
        need(Controller.RDMA);
        try (Cgroup cg = Cgroup.create(name, NONE, Set.of(Controller.RDMA))) {
            assertThat(cg.read("rdma.max")).isPresent();
            for (String device : names(Path.of("/sys/class/infiniband"))) {
                CgroupLimits limits = NONE.rdmaMax(device, new RdmaMax(5, CgroupLimits.UNLIMITED));
                cg.apply(limits);
                assertThat(cg.limits().and(limits)).isEqualTo(cg.limits());
                assertThat(cg.stats().rdma()).containsKey(device);
            }
        }
        refusedWithNothingLeft(
                NONE.rdmaMax("jlinux-none", new RdmaMax(1, 1)), Errno.ENODEV, "rdma.max", "no such device");
    }

    @Test
    void miscOfEachKindThereIs() throws Exception {
        need(Controller.MISC);
        try (Cgroup cg = Cgroup.create(name, NONE, Set.of(Controller.MISC))) {
            assertThat(cg.read("misc.max")).isPresent();
            for (String kind : kinds("misc.capacity")) {
                CgroupLimits limits = NONE.miscMax(kind, 3);
                cg.apply(limits);
                assertThat(cg.limits().and(limits)).isEqualTo(cg.limits());
                assertThat(cg.stats().misc()).containsKey(kind);
            }
        }
        refusedWithNothingLeft(NONE.miscMax("jlinux-none", 1), Errno.EINVAL, "misc.max", "misc.capacity");
    }

    @Test
    void deviceMemoryOfEachRegionThereIs() throws Exception {
        need(Controller.DMEM);
        try (Cgroup cg = Cgroup.create(name, NONE, Set.of(Controller.DMEM))) {
            for (String region : kinds("dmem.capacity")) {
                CgroupLimits limits = NONE.dmemMax(region, 1 << 20).dmemLow(region, 4096);
                cg.apply(limits);
                assertThat(cg.limits().and(limits)).isEqualTo(cg.limits());
                assertThat(cg.stats().dmem()).containsKey(region);
            }
        }
        refusedWithNothingLeft(NONE.dmemMax("jlinux-none", 1), Errno.EINVAL, "dmem.max", "dmem.capacity");
    }

    /** A disk that is not there is as little a device. */
    @Test
    void ioOfADiskThatIsNotThere() throws Exception {
        need(Controller.IO);
        refusedWithNothingLeft(
                NONE.ioMax(new BlockDevice(4000, 1), IoMax.NONE.readBytes(1 << 20)),
                Errno.ENODEV,
                "io.max",
                "no such device");
    }
}
