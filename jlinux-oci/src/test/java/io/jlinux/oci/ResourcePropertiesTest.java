package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.Controller;
import io.jlinux.mount.Mount;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciMemory;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.spawn.Mounts;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources, as the kernel says that it has them; and where it has not, an error that names the property. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.CGROUP_WRITABLE})
class ResourcePropertiesTest {
    @TempDir
    Path dir;

    private BusyboxBundle bundle;

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home(); // stays open
    }

    @BeforeEach
    void makeBundle() throws Exception {
        bundle = BusyboxBundle.create(dir);
    }

    private static OciResources resources(String json) {
        return ConfigReader.readResources(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private OciContainer start(String json) throws Exception {
        OciConfig config = BusyboxBundle.script("exec sleep 1000");
        OciResources more = config.linux().resources().with(resources(json));
        return bundle.start(config.editLinux(l -> l.resources(more)));
    }

    private static String read(OciContainer container, String file) throws Exception {
        return container.cgroup().orElseThrow().read(file).orElseThrow().strip();
    }

    /** Some block device of this host, or none. */
    private static Optional<String> disk() throws Exception {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/sys/block"))) {
            for (Path disk : all)
                return Optional.of(Files.readString(disk.resolve("dev")).strip());
        }
        return Optional.empty();
    }

    private static boolean isV1(Controller controller) throws Exception {
        return CgroupHost.current()
                .hierarchy(controller)
                .filter(h -> h.version() == 1)
                .isPresent();
    }

    @ParameterizedTest
    @Requires(Requirement.CGROUP1_MEMORY)
    @CsvSource(
            delimiter = '|',
            value = {
                "{'memory':{'limit':33554432}}      | memory.limit_in_bytes         | 33554432",
                "{'memory':{'reservation':4194304}} | memory.soft_limit_in_bytes    | 4194304",
                "{'memory':{'limit':33554432,'swap':41943040}} | memory.memsw.limit_in_bytes | 41943040",
                "{'memory':{'kernelTCP':8388608}}   | memory.kmem.tcp.limit_in_bytes | 8388608",
                "{'memory':{'swappiness':17}}       | memory.swappiness             | 17",
                "{'memory':{'disableOOMKiller':true}} | memory.oom_control          | oom_kill_disable 1",
            })
    void memoryOnV1(String json, String file, String value) throws Exception {
        String[] names = file.split(",");
        try (OciContainer container = start(json)) {
            assertThat(read(container, names[0]).lines().findFirst()).contains(value);
        } catch (LinuxException e) {
            // a kernel without this file says so by name
            assertThat(Files.exists(Path.of("/sys/fs/cgroup/memory", file)))
                    .as(e.getMessage())
                    .isFalse();
            assertThat(e.errno()).isEqualTo(Errno.ENOENT);
        }
    }

    @ParameterizedTest
    @Requires(Requirement.CGROUP1_CPU)
    @CsvSource(
            delimiter = '|',
            value = {
                "{'cpu':{'shares':512}} | cpu.shares | 512",
                "{'cpu':{'quota':50000,'period':200000,'burst':10000}} | cpu.cfs_burst_us | 10000",
                "{'cpu':{'idle':1}} | cpu.idle | 1",
            })
    void processorsOnV1(String json, String file, String value) throws Exception {
        try (OciContainer container = start(json)) {
            assertThat(read(container, file)).isEqualTo(value);
        }
    }

    @Test
    @Requires(Requirement.CGROUP1_CPU)
    void realTimeLimits() throws Exception {
        boolean there = Files.exists(Path.of("/sys/fs/cgroup/cpu/cpu.rt_runtime_us"));
        String json = "{'cpu':{'realtimePeriod':500000,'realtimeRuntime':1000}}";
        if (!there) {
            assertThatThrownBy(() -> start(json)).hasMessageContaining("CONFIG_RT_GROUP_SCHED");
            return;
        }
        try (OciContainer container = start(json)) {
            assertThat(read(container, "cpu.rt_period_us")).isEqualTo("500000");
            assertThat(read(container, "cpu.rt_runtime_us")).isEqualTo("1000");
        } catch (LinuxException e) {
            // the cgroup above has no time to give away: the kernel's own answer, and nothing is left
            assertThat(e).hasMessageContaining("cpu.rt_runtime_us");
        }
    }

    @Test
    void throttlesOfABlockDevice() throws Exception {
        Optional<String> disk = disk();
        assumeTrue(disk.isPresent()
                && CgroupHost.current().hierarchy(Controller.IO).isPresent());
        String device = disk.orElseThrow();
        String numbers = "'major':" + device.replace(":", ",'minor':");
        try (OciContainer container = start("{'blockIO':{'throttleReadBpsDevice':[{" + numbers + ",'rate':1048576}],"
                + "'throttleWriteIOPSDevice':[{" + numbers + ",'rate':30}]}}")) {
            if (isV1(Controller.IO)) {
                assertThat(read(container, "blkio.throttle.read_bps_device")).isEqualTo(device + " 1048576");
                assertThat(read(container, "blkio.throttle.write_iops_device")).isEqualTo(device + " 30");
            } else {
                assertThat(read(container, "io.max")).contains(device + " rbps=1048576 wbps=max riops=max wiops=30");
            }
        }
    }

    @Test
    void aWeightIsSetOrTheErrorSaysThatNoSchedulerKnowsOne() throws Exception {
        assumeTrue(CgroupHost.current().hierarchy(Controller.IO).isPresent());
        try (OciContainer container = start("{'blockIO':{'weight':500}}")) {
            Cgroup cgroup = container.cgroup().orElseThrow();
            if (isV1(Controller.IO)) {
                String file = cgroup.read("blkio.bfq.weight").isPresent() ? "blkio.bfq.weight" : "blkio.weight";
                assertThat(read(container, file)).contains("500");
            } else if (cgroup.read("io.bfq.weight").isPresent()) {
                assertThat(read(container, "io.bfq.weight")).contains("default 500");
            } else {
                assertThat(read(container, "io.weight")).contains("default 4950");
            }
        } catch (LinuxException e) {
            assertThat(e.errno()).isEqualTo(Errno.ENOENT);
            assertThat(e)
                    .hasMessageContaining("/linux/resources/blockIO/weight")
                    .hasMessageContaining("bfq");
        }
    }

    @Test
    void aWeightOfADeviceIsSetOrTheErrorNamesIt() throws Exception {
        assumeTrue(CgroupHost.current().hierarchy(Controller.IO).isPresent());
        String device = disk().orElse("");
        assumeTrue(!device.isEmpty());
        String numbers = "'major':" + device.replace(":", ",'minor':");
        try (OciContainer container = start("{'blockIO':{'weightDevice':[{" + numbers + ",'weight':300}]}}")) {
            String said = "";
            for (String file : List.of("blkio.bfq.weight_device", "blkio.weight_device", "io.bfq.weight", "io.weight"))
                said += container.cgroup().orElseThrow().read(file).orElse("");
            assertThat(said).containsPattern("(?m)^" + device + " (300|2931)$");
        } catch (LinuxException e) {
            // no file, or a disk whose scheduler knows no weights
            assertThat(e.getMessage()).containsAnyOf("/linux/resources/blockIO/weightDevice/0/weight", "weight");
            assertThat(e.errno()).isIn(Errno.ENOENT, Errno.EOPNOTSUPP, Errno.EINVAL, Errno.ENODEV);
        }
    }

    @Test
    void leafWeightsWentWithCfq() throws Exception {
        assumeTrue(CgroupHost.current().hierarchy(Controller.IO).isPresent());
        String device = disk().orElse("7:0");
        String numbers = "'major':" + device.replace(":", ",'minor':");
        for (String json : List.of(
                "{'blockIO':{'leafWeight':100}}", "{'blockIO':{'weightDevice':[{" + numbers + ",'leafWeight':100}]}}"))
            assertThatThrownBy(() -> start(json))
                    .hasMessageContaining("eafWeight")
                    .hasMessageContaining("CFQ");
    }

    @Test
    void hugePages() throws Exception {
        assumeTrue(CgroupHost.current().hierarchy(Controller.HUGETLB).isPresent());
        assumeTrue(Files.exists(Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB")));
        try (OciContainer container = start("{'hugepageLimits':[{'pageSize':'2MB','limit':4194304}]}")) {
            boolean v1 = isV1(Controller.HUGETLB);
            assertThat(read(container, v1 ? "hugetlb.2MB.limit_in_bytes" : "hugetlb.2MB.max"))
                    .isEqualTo("4194304");
            assertThat(read(container, v1 ? "hugetlb.2MB.rsvd.limit_in_bytes" : "hugetlb.2MB.rsvd.max"))
                    .isEqualTo("4194304");
        }
        assertThatThrownBy(() -> start("{'hugepageLimits':[{'pageSize':'3MB','limit':4194304}]}"))
                .hasMessageContaining("hugetlb.3MB");
    }

    @Test
    void filesOfV2AreWrittenWhereTheControllerIsThere() throws Exception {
        if (CgroupHost.current().unified().isEmpty()) return;
        boolean memory = CgroupHost.current()
                .hierarchy(Controller.MEMORY)
                .filter(h -> h.version() == 2)
                .isPresent();
        if (memory) {
            try (OciContainer container = start("{'unified':{'memory.high':'33554432','cgroup.max.depth':'7'}}")) {
                assertThat(read(container, "memory.high")).isEqualTo("33554432");
                assertThat(read(container, "cgroup.max.depth")).isEqualTo("7");
            }
            assertThatThrownBy(() -> start("{'unified':{'memory.unheard_of':'1'}}"))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        } else {
            try (OciContainer container = start("{'unified':{'cgroup.max.depth':'7'}}")) {
                assertThat(read(container, "cgroup.max.depth")).isEqualTo("7");
            }
            assertThatThrownBy(() -> start("{'unified':{'memory.high':'33554432'}}"))
                    .hasMessageContaining("memory.high")
                    .hasMessageContaining("v1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'network':{'classID':1048577}}                       | NET_CLS",
                "{'network':{'priorities':[{'name':'lo','priority':3}]}} | NET_PRIO",
                "{'rdma':{'mlx5_1':{'hcaHandles':3}}}                  | RDMA",
                "{'unified':{'rdma.max':'mlx5_1 hca_handle=2'}}        | RDMA"
            })
    void aControllerThatIsNotThereIsAnErrorAndNothingIsLeft(String json, Controller controller) throws Exception {
        String property = json.substring(2, json.indexOf('\'', 2));
        assumeTrue(CgroupHost.current().hierarchy(controller).isEmpty(), "this host has " + controller);
        assertThatThrownBy(() -> start(json))
                .as(property)
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining("controller");
    }

    @ParameterizedTest
    @Requires(Requirement.CGROUP2_MEMORY)
    @CsvSource(
            delimiter = '|',
            value = {
                "{'memory':{'swappiness':17}}           | /linux/resources/memory/swappiness",
                "{'memory':{'kernel':8388608}}          | /linux/resources/memory/kernel",
                "{'memory':{'disableOOMKiller':true}}   | /linux/resources/memory/disableOOMKiller",
                "{'cpu':{'realtimeRuntime':1000}}       | /linux/resources/cpu/realtimeRuntime",
                "{'blockIO':{'leafWeight':100}}         | /linux/resources/blockIO/leafWeight"
            })
    void whatOnlyV1HasIsAnErrorOnV2(String json, String pointer) {
        assertThatThrownBy(() -> start(json))
                .isInstanceOf(OciConfigException.class)
                .hasMessageStartingWith(pointer + ": cannot be set on cgroup v2");
    }

    @ParameterizedTest
    @Requires({Requirement.CGROUP2_MEMORY, Requirement.CGROUP2_CPU})
    @CsvSource(
            delimiter = '|',
            value = {
                "{'memory':{'limit':33554432,'swap':41943040}}         | memory.swap.max | 8388608",
                "{'memory':{'reservation':4194304}}                    | memory.low      | 4194304",
                "{'cpu':{'shares':1024}}                               | cpu.weight      | 100",
                "{'cpu':{'quota':50000,'period':200000,'burst':10000}} | cpu.max.burst   | 10000",
                "{'cpu':{'idle':1}}                                    | cpu.idle        | 1",
                "{'memory':{'kernel':-1,'useHierarchy':true}}          | memory.max      | max",
            })
    void onV2(String json, String file, String value) throws Exception {
        try (OciContainer container = start(json)) {
            assertThat(read(container, file)).isEqualTo(value);
        }
    }

    @Test
    void anUpdateChangesWhatItNamesAndIsWrittenDown() throws Exception {
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        OciConfig config = BusyboxBundle.script("exec sleep 1000")
                .editResources(r -> r.memoryLimit(64L << 20).pidsLimit(20));
        String id = BusyboxBundle.id();
        try (OciContainer container =
                runtime.start(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none()))) {
            container.update(resources("{'memory':{'limit':33554432},'cpu':{'shares':300}}"));

            assertThat(container.cgroup().orElseThrow().memory().max()).hasValue(32L << 20);
            assertThat(container.config().linux().resources().pids().limit()).hasValue(20);
            try (OciContainer again = runtime.get(id)) {
                OciResources kept = again.config().linux().resources();
                assertThat(kept.memory().limit()).hasValue(32L << 20);
                assertThat(kept.cpu().shares()).hasValue(300);
                assertThat(kept.pids().limit()).hasValue(20);
                // swap is the sum of both, of which this names only one
                again.update(resources("{'pids':{'limit':21}}"));
            }
            container.update(resources("{'cpu':{'shares':301}}"));
            assertThat(container.config().linux().resources().pids().limit()).hasValue(21);
        }
    }

    @Test
    void anUpdateThatFailsChangesNothing() throws Exception {
        try (OciContainer container = start("{'pids':{'limit':20}}")) {
            assertThatThrownBy(() -> container.update(resources(
                            "{'pids':{'limit':30},'memory':{'kernel':4096},'unified':{'pids.unheard_of':'1'}}")))
                    .isInstanceOfAny(LinuxException.class, OciConfigException.class);

            assertThat(container.cgroup().orElseThrow().pids().max()).hasValue(20);
            assertThat(container.config().linux().resources().pids().limit()).hasValue(20);
        }
    }

    /** A config that cannot be replaced: what was changed by then is changed back. */
    @Test
    @InNamespace(Kind.MOUNT)
    void anUpdateThatCannotBeWrittenDownChangesNothing() throws Exception {
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        OciConfig config = BusyboxBundle.script("exec sleep 1000").editResources(r -> r.pidsLimit(20));
        String id = BusyboxBundle.id();
        try (OciContainer container =
                runtime.start(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none()))) {
            List<String> before = texts(container);
            Path kept = runtime.root().resolve(id).resolve("config.json");
            OciResources more = resources("{'pids':{'limit':30},'memory':{'limit':33554432},'cpu':{'shares':300},"
                    + "'devices':[{'allow':true,'access':'rwm'}]}");
            Mounts.attach(Mount.bind(kept, kept.toString())); // rename(2) onto a mount point is EBUSY
            assertThatThrownBy(() -> container.update(more)).isInstanceOf(IOException.class);
            assertThat(texts(container)).isEqualTo(before);
            assertThat(container.config().linux().resources().pids().limit()).hasValue(20);
            Mounts.detach(kept.toString());
            // one that cannot even be written
            Path draft = kept.resolveSibling(".config.json");
            Files.deleteIfExists(draft);
            Files.createDirectory(draft);
            assertThatThrownBy(() -> container.update(more)).isInstanceOf(IOException.class);
            assertThat(texts(container)).isEqualTo(before);
            Files.delete(draft);

            container.update(more);
            assertThat(texts(container)).isNotEqualTo(before);
        }
    }

    private static List<String> texts(OciContainer container) throws Exception {
        List<String> all = new ArrayList<>();
        Cgroup cgroup = container.cgroup().orElseThrow();
        List<String> files =
                new ArrayList<>(List.of("pids.max", "memory.max", "memory.limit_in_bytes", "cpu.weight", "cpu.shares"));
        if (Requirement.CGROUP1_DEVICES.isMet()) files.add("devices.list");
        for (String file : files) {
            cgroup.read(file).ifPresent(text -> all.add(file + " " + text));
        }
        return all;
    }

    @Test
    void aLimitBelowTheUseIsRefusedWhereThatIsAskedFor() throws Exception {
        OciConfig config = BusyboxBundle.script("exec sleep 1000");
        try (OciContainer container = bundle.start(config)) {
            OciResources low = OciResources.builder()
                    .memory(OciMemory.builder()
                            .limit(4096)
                            .checkBeforeUpdate(true)
                            .build())
                    .build();
            assertThatThrownBy(() -> container.update(low))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
            assertThat(container.process().isAlive()).isTrue();
        }
    }
}
