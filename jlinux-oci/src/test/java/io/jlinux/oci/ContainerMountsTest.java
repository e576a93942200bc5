package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Propagation;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mounts and devices that a config adds to those of runc's template. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ContainerMountsTest {
    @TempDir
    Path dir;

    private BusyboxBundle bundle;
    private Path data;

    @BeforeEach
    void makeBundle() throws Exception {
        bundle = BusyboxBundle.create(dir);
        data = Files.createDirectory(dir.resolve("data"));
        Files.writeString(data.resolve("file"), "content\n");
    }

    private MountTable mounts(OciMount... added) throws Exception {
        OciConfig config = BusyboxBundle.writable("cat /proc/self/mountinfo");
        for (OciMount mount : added) config = config.withMount(mount);
        BusyboxBundle.Result result = bundle.run(config);
        assertThat(result.err()).isEmpty();
        return MountTable.parse(result.lines());
    }

    @Test
    void aBindIsWritable() throws Exception {
        OciConfig config = BusyboxBundle.writable("cat /data/file; echo new > /data/new")
                .withMount(OciMount.bind("/data", data + ""));

        assertThat(bundle.run(config).out()).isEqualTo("content\n");
        assertThat(data.resolve("new")).hasContent("new");
    }

    @Test
    void aReadOnlyBindIsNot() throws Exception {
        OciConfig config = BusyboxBundle.writable("cat /data/file; echo new > /data/new")
                .withMount(OciMount.bind("/data", data.toString(), "ro", "nosuid", "nodev", "noexec"));
        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.out()).isEqualTo("content\n");
        assertThat(result.err()).contains("Read-only file system");
        assertThat(data.resolve("new")).doesNotExist();
    }

    @Test
    void aBindFromTheBundleMayBeRelative() throws Exception {
        OciConfig config = BusyboxBundle.writable("cat /data/file").withMount(OciMount.bind("/data", "data"));

        assertThat(bundle.run(config).out()).isEqualTo("content\n");
    }

    @Test
    void aFileIsBoundOnAFileThatIsMade() throws Exception {
        OciConfig config = BusyboxBundle.writable("cat /etc/some/conf; stat -c %F /etc/some/conf")
                .withMount(OciMount.bind("/etc/some/conf", data.resolve("file").toString(), "ro"));

        assertThat(bundle.run(config).lines()).containsExactly("content", "regular file");
        assertThat(bundle.root().resolve("etc/some/conf")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({"in/side,/in/side", "/../../up,/up", "/a/../b,/b", "/./c//d/,/c/d", "../e,/e"})
    void aDestinationStaysInTheRoot(String destination, String target) throws Exception {
        OciConfig config = BusyboxBundle.writable("cat " + target + "/file")
                .withMount(OciMount.bind(destination, data.toString()));

        assertThat(bundle.run(config).out()).isEqualTo("content\n");
        assertThat(bundle.root().resolve(target.substring(1))).isDirectory();
    }

    @Test
    void aMountOnARecursiveBindIsCoveredByRroAndNotByRo() throws Exception {
        OciConfig config = BusyboxBundle.writable("cat /proc/self/mountinfo")
                .withMount(OciMount.bind("/a", "/dev", "ro"))
                .withMount(OciMount.bind("/b", "/dev", "rro"));
        MountTable mounts = MountTable.parse(bundle.run(config).lines());

        assertThat(mounts.get("/a").options()).contains("ro");
        assertThat(mounts.get("/b").options()).contains("ro");
        List<String> below =
                mounts.targets().stream().filter(t -> t.startsWith("/b/")).toList();
        for (String b : below) assertThat(mounts.get(b).options()).as(b).contains("ro");
        List<String> others =
                below.stream().map(b -> b.replaceFirst("/b", "/a")).toList();
        assertThat(mounts.targets()).containsAll(others);
        // the host's pts is writable, and ro is only for the bind itself
        assertThat(others).anyMatch(t -> mounts.get(t).options().contains("rw"));
    }

    @Test
    void tmpfsOptionsReachTheKernel() throws Exception {
        MountLine tmp = mounts(OciMount.of(
                        "/tmp", "tmpfs", "mine", "size=1m", "mode=1777", "noexec", "nr_inodes=100", "uid=5"))
                .get("/tmp");

        assertThat(tmp.type()).isEqualTo("tmpfs");
        assertThat(tmp.source()).isEqualTo("mine");
        assertThat(tmp.options()).contains("rw", "noexec", "relatime");
        assertThat(tmp.superblock()).contains("size=1024k", "nr_inodes=100", "uid=5");
    }

    @ParameterizedTest
    @CsvSource({
        "ro,ro",
        "noatime,noatime",
        "nodiratime,nodiratime",
        "nosuid,nosuid",
        "nodev,nodev",
        "noexec,noexec",
        "nosymfollow,nosymfollow"
    })
    void attributesOfAMount(String option, String shown) throws Exception {
        MountTable mounts =
                mounts(OciMount.of("/t", "tmpfs", "tmpfs", option), OciMount.bind("/b", data.toString(), option));

        assertThat(mounts.get("/t").options()).contains(shown);
        assertThat(mounts.get("/b").options()).contains(shown);
    }

    @Test
    void theLastOfContradictingOptionsWins() throws Exception {
        MountTable mounts = mounts(
                OciMount.of("/t", "tmpfs", "tmpfs", "ro", "noexec", "rw", "exec"),
                OciMount.of("/u", "tmpfs", "tmpfs", "rw", "ro"));

        assertThat(mounts.get("/t").options()).contains("rw").doesNotContain("ro", "noexec");
        assertThat(mounts.get("/u").options()).contains("ro");
    }

    @Test
    void propagationOfAMount() throws Exception {
        MountTable mounts = mounts(
                OciMount.of("/shared", "tmpfs", "tmpfs", "shared"),
                OciMount.of("/private", "tmpfs", "tmpfs", "private"),
                OciMount.of("/unbindable", "tmpfs", "tmpfs", "unbindable"),
                OciMount.bind("/slave", data.toString(), "rslave"));

        assertThat(mounts.get("/shared").optional()).anyMatch(o -> o.startsWith("shared:"));
        assertThat(mounts.get("/private").optional()).isEmpty();
        assertThat(mounts.get("/unbindable").optional()).containsExactly("unbindable");
        assertThat(mounts.get("/slave").optional()).noneMatch(o -> o.startsWith("shared:"));
    }

    @ParameterizedTest
    @CsvSource({"SHARED,shared:", "RSHARED,shared:", "RPRIVATE,", "RUNBINDABLE,unbindable"})
    void propagationOfTheRoot(Propagation propagation, String shown) throws Exception {
        OciConfig config = BusyboxBundle.writable("cat /proc/self/mountinfo")
                .editLinux(linux -> linux.rootfsPropagation(propagation));
        MountLine root = MountTable.parse(bundle.run(config).lines()).get("/");

        if (shown == null) assertThat(root.optional()).isEmpty();
        else assertThat(root.optional()).anyMatch(o -> o.startsWith(shown));
    }

    @Test
    void nothingOfTheContainerReachesTheHostsMounts() throws Exception {
        List<String> before = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        OciConfig config = BusyboxBundle.script("cat /proc/self/mountinfo")
                .editLinux(linux -> linux.rootfsPropagation(Propagation.RSHARED));
        BusyboxBundle.Result result = bundle.run(config);

        assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo"))).isEqualTo(before);
        assertThat(result.lines())
                .noneMatch(l -> l.contains(dir.toString()) && l.split(" ")[4].contains(dir.toString()));
    }

    @Test
    void laterMountsCoverEarlierOnes() throws Exception {
        OciConfig config = BusyboxBundle.writable("cat /data/file /data/t/x; ls /data/t")
                .withMount(OciMount.bind("/data", data.toString()))
                .withMount(OciMount.of("/data/t", "tmpfs", "tmpfs"));

        assertThat(bundle.run(config).lines()).containsExactly("content");
        assertThat(data.resolve("t")).isEmptyDirectory();
    }

    @Test
    void devicesHaveTheirNumbersModesAndOwners() throws Exception {
        OciDevice zero = new OciDevice(
                "/dev/box/zero",
                OciDevice.Type.CHAR,
                1,
                5,
                OptionalInt.of(0640),
                OptionalLong.of(3),
                OptionalLong.of(4));
        OciDevice fifo = new OciDevice(
                "/dev/pipe",
                OciDevice.Type.FIFO,
                0,
                0,
                OptionalInt.of(0600),
                OptionalLong.empty(),
                OptionalLong.empty());
        OciDevice full = new OciDevice(
                "/dev/full",
                OciDevice.Type.CHAR,
                1,
                7,
                OptionalInt.of(0600),
                OptionalLong.empty(),
                OptionalLong.empty());
        OciConfig config = BusyboxBundle.script("stat -c '%n %F %t:%T %a %u:%g' /dev/box/zero /dev/pipe /dev/full")
                .editLinux(linux -> linux.devices(List.of(zero, fifo, full)));

        assertThat(bundle.run(config).lines())
                .containsExactly(
                        "/dev/box/zero character special file 1:5 640 3:4",
                        "/dev/pipe fifo 0:0 600 0:0",
                        "/dev/full character special file 1:7 600 0:0");
    }

    @Test
    void withoutAMountOfDevTheDevicesAreMadeInTheRoot() throws Exception {
        OciConfig config = BusyboxBundle.writable("echo x > /dev/null && stat -c %t:%T /dev/null")
                .withMounts(List.of(OciMount.of("/proc", "proc", "proc")));

        assertThat(bundle.run(config).out()).isEqualTo("1:3\n");
    }

    @Test
    void maskedPathsMayBeMissingFilesDirectoriesOrMounts() throws Exception {
        Files.createDirectories(bundle.root().resolve("secret/deep"));
        Files.writeString(bundle.root().resolve("key"), "secret");
        OciConfig config = BusyboxBundle.script("ls /secret; cat /key; ls /data; exit 0")
                .withMount(OciMount.bind("/dev/data", data.toString()))
                .editLinux(
                        linux -> linux.maskedPaths(List.of("/secret", "/key", "/not/there", "/dev/data", "/key/no")));

        assertThat(bundle.run(config).out()).isEmpty();
    }
}
