package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.mount.Propagation;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Rlimit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class ConfigReaderTest {

    @Test
    void everyPropertyOfTheProcessIsRead() {
        OciProcess process = Fixtures.config(Fixtures.EVERYTHING).process().orElseThrow();

        assertThat(process.terminal()).isTrue();
        assertThat(process.consoleSize()).contains(new OciConsoleSize(25, 80));
        assertThat(process.user()).isEqualTo(new OciUser(1, 2, OptionalInt.of(63), List.of(5L, 6L)));
        assertThat(process.args()).containsExactly("sh", "-c", "", "id");
        assertThat(process.commandLine()).contains("sh.exe");
        assertThat(process.env()).containsExactly("PATH=/bin", "EMPTY=", "A=b=c");
        assertThat(process.cwd()).isEqualTo("/root");
        assertThat(process.capabilities())
                .contains(new OciCapabilities(
                        List.of("CAP_KILL", "CAP_FROM_THE_FUTURE"),
                        List.of("CAP_KILL"),
                        List.of("CAP_NET_RAW"),
                        List.of("CAP_KILL"),
                        List.of("CAP_NET_RAW")));
        assertThat(process.rlimits())
                .containsExactly(
                        new Rlimit(Rlimit.Resource.CORE, 0, 1024), Rlimit.of(Rlimit.Resource.NOFILE, Rlimit.UNLIMITED));
        assertThat(process.noNewPrivileges()).isTrue();
        assertThat(process.oomScoreAdj()).hasValue(-100);
        assertThat(process.apparmorProfile()).contains("acme_secure_profile");
        assertThat(process.selinuxLabel()).contains("system_u:system_r:svirt_lxc_net_t:s0:c124,c675");
        assertThat(process.scheduler())
                .contains(new OciScheduler(
                        OciScheduler.Policy.DEADLINE,
                        OptionalInt.of(-5),
                        OptionalInt.of(0),
                        List.of(OciScheduler.Flag.RESET_ON_FORK, OciScheduler.Flag.DL_OVERRUN),
                        OptionalLong.of(1_000_000),
                        OptionalLong.of(2_000_000),
                        OptionalLong.of(3_000_000)));
        assertThat(process.ioPriority()).contains(new OciIoPriority(OciIoPriority.SchedulingClass.IDLE, 4));
        assertThat(process.execCpuAffinity()).contains(new OciExecCpuAffinity(Optional.of("7"), Optional.of("0-3,7")));
    }

    @Test
    void everyPropertyOfTheContainerIsRead() {
        OciConfig config = Fixtures.config(Fixtures.EVERYTHING);

        assertThat(config.ociVersion()).isEqualTo("1.3.0");
        assertThat(config.root()).isEqualTo(new OciRoot("rootfs", true));
        assertThat(config.hostname()).contains("slartibartfast");
        assertThat(config.domainname()).contains("foobarbaz.test");
        List<IdMap.Range> mapping = List.of(new IdMap.Range(0, 1000, 32000));
        assertThat(config.mounts())
                .containsExactly(
                        OciMount.of("/proc", "proc", "proc"),
                        OciMount.of("tmp", "tmpfs", "tmpfs", "nosuid", "mode=755"),
                        new OciMount(
                                "/data",
                                Optional.of("none"),
                                Optional.of("/volumes/testing"),
                                List.of("rbind", "rw", "ridmap"),
                                mapping,
                                mapping));
        assertThat(config.mounts().get(1).target()).isEqualTo("/tmp");
        assertThat(config.hooks().prestart())
                .containsExactly(new OciHook(
                        "/usr/bin/fix-mounts", List.of("fix-mounts", "a"), List.of("key1=value1"), Optional.empty()));
        assertThat(config.hooks().createRuntime()).hasSize(1);
        assertThat(config.hooks().createContainer().get(0).timeout()).contains(Duration.ofSeconds(1));
        assertThat(config.hooks().startContainer()).hasSize(1);
        assertThat(config.hooks().poststart()).hasSize(1);
        assertThat(config.hooks().poststop()).hasSize(1);
        assertThat(config.annotations()).isEqualTo(Map.of("com.example.key1", "value1", "com.example.key2", ""));
        assertThat(config.otherPlatforms()).containsExactly("windows", "vm");
    }

    @Test
    void everyPropertyOfLinuxIsRead() {
        OciLinux linux = Fixtures.config(Fixtures.EVERYTHING).linux();

        assertThat(linux.uidMappings()).containsExactly(new IdMap.Range(0, 1000, 32000));
        assertThat(linux.gidMappings()).hasSize(2);
        assertThat(linux.sysctl().keySet())
                .containsExactly("net.ipv4.ip_forward", "kernel.shmmax", "fs/mqueue/msg_max");
        assertThat(linux.cgroupsPath()).contains("/myRuntime/myContainer");
        assertThat(linux.namespaces())
                .startsWith(
                        OciNamespace.join(Namespace.PID, "/proc/1234/ns/pid"),
                        OciNamespace.join(Namespace.NET, "/var/run/netns/neta"),
                        OciNamespace.create(Namespace.MOUNT))
                .hasSize(8);
        assertThat(linux.devices())
                .extracting(OciDevice::type)
                .containsExactly(
                        OciDevice.Type.CHAR, OciDevice.Type.BLOCK, OciDevice.Type.FIFO, OciDevice.Type.UNBUFFERED_CHAR);
        assertThat(linux.devices()).extracting(OciDevice::permissions).containsExactly(0666, 0660, 0666, 0666);
        assertThat(linux.devices().get(1).uid()).isEmpty();
        assertThat(linux.netDevices())
                .isEqualTo(Map.of(
                        "eth0", new OciNetDevice(Optional.of("container_eth0")),
                        "eth1", new OciNetDevice(Optional.empty())));
        assertThat(linux.rootfsPropagation()).contains(Propagation.RSLAVE);
        assertThat(linux.maskedPaths()).containsExactly("/proc/kcore");
        assertThat(linux.readonlyPaths()).containsExactly("/proc/sys");
        assertThat(linux.mountLabel()).isPresent();
        assertThat(linux.personality()).contains(new OciPersonality(OciPersonality.Domain.LINUX32));
        assertThat(linux.timeOffsets())
                .isEqualTo(Map.of(
                        OffsetClock.MONOTONIC, new OciTimeOffset(-172800, 999_999_999),
                        OffsetClock.BOOTTIME, new OciTimeOffset(604800, 0)));
        assertThat(linux.memoryPolicy())
                .contains(new OciMemoryPolicy(
                        OciMemoryPolicy.Mode.INTERLEAVE,
                        Optional.of("2-3"),
                        List.of(OciMemoryPolicy.Flag.STATIC_NODES)));
        assertThat(linux.intelRdt()).get().extracting(OciIntelRdt::closId).isEqualTo(Optional.of("guaranteed_group"));
        assertThat(linux.intelRdt().orElseThrow().schemata()).hasSize(2);
    }

    @Test
    void everyPropertyOfTheResourcesIsRead() {
        OciResources resources = Fixtures.config(Fixtures.EVERYTHING).linux().resources();

        assertThat(resources.devices())
                .containsExactly(
                        OciDeviceRule.all(false),
                        new OciDeviceRule(
                                true,
                                OciDeviceRule.Type.CHAR,
                                OptionalLong.of(10),
                                OptionalLong.of(229),
                                Optional.of("rw")),
                        new OciDeviceRule(
                                true,
                                OciDeviceRule.Type.BLOCK,
                                OptionalLong.of(8),
                                OptionalLong.empty(),
                                Optional.empty()),
                        new OciDeviceRule(
                                true,
                                OciDeviceRule.Type.CHAR,
                                OptionalLong.of(0),
                                OptionalLong.of(0),
                                Optional.empty()));
        assertThat(resources.memory())
                .isEqualTo(OciMemory.builder()
                        .limit(536870912)
                        .reservation(0)
                        .swap(536870912)
                        .kernel(-1)
                        .kernelTcp(-1)
                        .swappiness(0)
                        .disableOomKiller(false)
                        .useHierarchy(true)
                        .checkBeforeUpdate(true)
                        .build());
        assertThat(resources.cpu())
                .isEqualTo(OciCpu.builder()
                        .shares(1024)
                        .quota(1_000_000)
                        .burst(1_000_000)
                        .period(500_000)
                        .realtimeRuntime(950_000)
                        .realtimePeriod(1_000_000)
                        .cpus("2-3")
                        .mems("0-7")
                        .idle(0)
                        .build());
        assertThat(resources.pids().limit()).hasValue(0);
        OciBlockIo io = resources.blockIo();
        assertThat(io.weight()).hasValue(10);
        assertThat(io.leafWeight()).hasValue(1000);
        assertThat(io.weightDevice())
                .containsExactly(
                        new OciWeightDevice(8, 0, OptionalInt.of(500), OptionalInt.of(300)),
                        new OciWeightDevice(8, 16, OptionalInt.of(500), OptionalInt.empty()));
        assertThat(io.throttleReadBpsDevice()).containsExactly(new OciThrottleDevice(8, 0, 600));
        assertThat(io.throttleWriteBpsDevice()).containsExactly(new OciThrottleDevice(8, 0, -1));
        assertThat(io.throttleReadIopsDevice()).containsExactly(new OciThrottleDevice(8, 16, 0));
        assertThat(io.throttleWriteIopsDevice()).containsExactly(new OciThrottleDevice(8, 16, 300));
        assertThat(resources.hugepageLimits())
                .containsExactly(new OciHugepageLimit("2MB", 209715200), new OciHugepageLimit("64KB", Long.MIN_VALUE));
        assertThat(resources.network())
                .isEqualTo(new OciNetwork(OptionalLong.of(1048577), List.of(new OciInterfacePriority("eth0", 500))));
        assertThat(resources.rdma()).containsOnlyKeys("mlx5_1", "rxe3");
        assertThat(resources.unified()).containsEntry("hugetlb.1GB.max", "1073741824");
    }

    @Test
    void everyPropertyOfSeccompIsRead() {
        OciSeccomp seccomp =
                Fixtures.config(Fixtures.EVERYTHING).linux().seccomp().orElseThrow();

        assertThat(seccomp.defaultAction()).isEqualTo(SeccompAction.ERRNO);
        assertThat(seccomp.defaultErrnoRet()).hasValue(38);
        assertThat(seccomp.architectures()).containsExactly(SeccompArch.X86_64, SeccompArch.X32);
        assertThat(seccomp.flags()).contains(List.of());
        assertThat(seccomp.listenerPath()).contains("/run/listener.sock");
        assertThat(seccomp.listenerMetadata()).contains("opaque");
        assertThat(seccomp.syscalls())
                .containsExactly(
                        new OciSeccomp.Rule(
                                List.of("getcwd", "chmod"), SeccompAction.TRACE, OptionalInt.of(65535), List.of()),
                        new OciSeccomp.Rule(List.of("mknod"), SeccompAction.NOTIFY, OptionalInt.empty(), List.of()),
                        new OciSeccomp.Rule(
                                List.of("clone"),
                                SeccompAction.ALLOW,
                                OptionalInt.empty(),
                                List.of(
                                        new OciSeccomp.Condition(0, 2114060288, -1, OciSeccomp.Operator.MASKED_EQ),
                                        new OciSeccomp.Condition(5, 0, 0, OciSeccomp.Operator.NE))));
    }

    @Test
    void theSmallestConfigHasNothingElseSet() {
        OciConfig config = ConfigReader.read("{\"ociVersion\":\"1.0.0\",\"root\":{\"path\":\"r\"}}");

        assertThat(config.process()).isEmpty();
        assertThat(config.linux()).isEqualTo(OciLinux.NONE);
        assertThat(config.hooks()).isEqualTo(OciHooks.NONE);
        assertThat(config.linux().resources().memory().limit()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hostname",
                "/domainname",
                "/mounts",
                "/hooks",
                "/annotations",
                "/linux/resources",
                "/linux/cgroupsPath",
                "/linux/sysctl",
                "/linux/seccomp",
                "/process/env",
                "/process/rlimits",
                "/process/oomScoreAdj",
                "/process/user/additionalGids",
                "/linux/resources/memory/limit",
                "/linux/maskedPaths"
            })
    void nullIsAsGoodAsAbsent(String pointer) {
        OciConfig absent = ConfigReader.read(Fixtures.changed(Fixtures.EVERYTHING, pointer, ""));

        assertThat(ConfigReader.read(Fixtures.changed(Fixtures.EVERYTHING, pointer, "null")))
                .isEqualTo(absent);
    }

    @Test
    void absentAndEmptySeccompFlagsDiffer() {
        String absent = Fixtures.changed(Fixtures.EVERYTHING, "/linux/seccomp/flags", "");

        assertThat(ConfigReader.read(absent).linux().seccomp().orElseThrow().flags())
                .isEmpty();
    }

    @Test
    void unknownPropertiesAreIgnoredAndNamed() {
        String json = Fixtures.changed(Fixtures.EVERYTHING, "/process/noNewPrivilege", "true");
        json = json.replace("\"readonly\":", "\"x/y~z\": [1], \"readonly\":");
        List<String> unknown = new ArrayList<>();

        OciConfig config = ConfigReader.read(json.getBytes(StandardCharsets.UTF_8), unknown::add);

        assertThat(config).isEqualTo(Fixtures.config(Fixtures.EVERYTHING));
        assertThat(unknown).containsExactlyInAnyOrder("/process/noNewPrivilege", "/root/x~1y~0z");
    }

    @Test
    void noPropertyOfTheSpecIsTakenForUnknown() {
        List<String> unknown = new ArrayList<>();

        ConfigReader.read(Fixtures.text(Fixtures.EVERYTHING).getBytes(StandardCharsets.UTF_8), unknown::add);

        assertThat(unknown).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"ociVersion": "1.0.0", | 1
                    {"ociVersion": 1.0.0} | 1
                    {'ociVersion': "1.0.0"} | 1
                    {"a": 1, "a": 2} | 1
                    {"ociVersion": "1.0.0", "root": {"path": "r"}} {} | 1
                    {"ociVersion": "1.0.0", "root": {"path": "r"}} x | 1
                    {"a": 01} | 1
                    {"a": NaN} | 1
                    {"a": 1,} | 1
                    """)
    void textThatIsNotJsonHasALineAndAColumn(String json, int line) {
        OciConfigException e = catchThrowableOfType(OciConfigException.class, () -> ConfigReader.read(json));

        assertThat(e.pointer()).isEmpty();
        assertThat(e.line()).hasValue(line);
        assertThat(e.column()).isPresent();
        assertThat(e).hasMessageStartingWith("config is not valid JSON: line " + line + ", column ");
    }

    @Test
    void theLineOfASyntaxErrorIsTheFiles() {
        OciConfigException e =
                catchThrowableOfType(OciConfigException.class, () -> ConfigReader.read("{\n  \"a\": 1,\n  b\n}"));

        assertThat(e.line()).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "[]", "null", "1", "\"x\"", "\u0000", "\uFEFF"})
    void whatIsNoObjectIsRefused(String json) {
        assertThatExceptionOfType(OciConfigException.class).isThrownBy(() -> ConfigReader.read(json));
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(100_000);

        assertThatExceptionOfType(OciConfigException.class).isThrownBy(() -> ConfigReader.read("{\"x\":" + deep + "}"));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] json = {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'};

        assertThatExceptionOfType(OciConfigException.class).isThrownBy(() -> ConfigReader.read(json));
    }

    @Test
    void halfACharacterIsRefused() {
        String json = Fixtures.text(Fixtures.EVERYTHING).replace("\"rootfs\"", "\"a\\ud800b\"");

        assertThatExceptionOfType(OciConfigException.class)
                .isThrownBy(() -> ConfigReader.read(json))
                .withMessageContaining("/root/path: must be valid Unicode");
    }

    @Test
    void aFileIsRead(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("config.json"), Fixtures.text(Fixtures.RUNC_1_1));

        assertThat(ConfigReader.read(file)).isEqualTo(OciConfig.template());
    }

    @Test
    void aFileThatIsTooLargeIsRefused(@TempDir Path dir) throws Exception {
        Path file = Files.write(dir.resolve("config.json"), new byte[(16 << 20) + 1]);

        assertThatExceptionOfType(OciConfigException.class)
                .isThrownBy(() -> ConfigReader.read(file))
                .withMessageContaining("16 MiB");
    }

    @Test
    void aMissingFileSaysWhatABundleIs(@TempDir Path dir) {
        assertThatThrownBy(() -> ConfigReader.read(dir.resolve("config.json")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("a bundle is a directory with a config.json");
    }

    @Test
    void aProcessAloneIsRead() {
        byte[] json = "{\"args\":[\"id\"],\"cwd\":\"/\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(ConfigReader.readProcess(json))
                .isEqualTo(OciProcess.builder().args("id").build());
        assertThat(ConfigReader.readProcess(ConfigWriter.write(ConfigReader.readProcess(json))))
                .isEqualTo(ConfigReader.readProcess(json));
    }

    @Test
    void resourcesAloneAreRead() {
        byte[] json = "{\"pids\":{\"limit\":-1}}".getBytes(StandardCharsets.UTF_8);

        assertThat(ConfigReader.readResources(json).pids().limit()).hasValue(-1);
    }
}
