package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mounts of a config that are more than a file system or a bind: id-mapped, remounted, filled. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class MountPropertiesTest extends OnBusybox {
    private static OciMount with(OciMount mount, List<IdMap.Range> ids, String... options) {
        return new OciMount(mount.destination(), mount.type(), mount.source(), List.of(options), ids, ids);
    }

    // ---- id-mapped

    private BusyboxBundle.Result runMapped(OciConfig config) throws Exception {
        try {
            BusyboxBundle.Result result = bundle.run(config);
            assertThat(result.err()).isEmpty();
            return result;
        } catch (LinuxException e) {
            // a file system that cannot do it is an error that says so
            assertThat(e).hasMessageContaining("cannot map ids");
            assumeTrue(false, e.getMessage());
            throw e;
        }
    }

    private Path owned(int uid) throws Exception {
        Path data = Files.createDirectory(dir.resolve("data"));
        Path file = Files.writeString(data.resolve("file"), "content\n");
        Files.setAttribute(file, "unix:uid", uid);
        Files.setAttribute(file, "unix:gid", uid);
        Files.setAttribute(data, "unix:uid", uid);
        Files.setAttribute(data, "unix:gid", uid);
        return data;
    }

    @Test
    void aMountWithMappingsOfItsOwn() throws Exception {
        Path data = owned(1000);
        OciMount mount = with(OciMount.bind("/data", data.toString()), List.of(new IdMap.Range(1000, 0, 1)), "bind");

        BusyboxBundle.Result result = runMapped(BusyboxBundle.writable("stat -c %u:%g /data/file; echo new > /data/new")
                .withMount(mount));

        assertThat(result.out()).isEqualTo("0:0\n");
        assertThat(Files.getAttribute(data.resolve("new"), "unix:uid")).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({"idmap", "ridmap"})
    void withTheMapOfTheContainersUserNamespace(String option) throws Exception {
        Path data = owned(0);
        OciConfig config = BusyboxBundle.writable("stat -c %u:%g /data/file /outside/file; echo new > /data/new")
                .withNamespace(OciNamespace.create(Namespace.USER))
                .editLinux(l -> l.uidMappings(List.of(new IdMap.Range(0, 100000, 1000)))
                        .gidMappings(List.of(new IdMap.Range(0, 100000, 1000))))
                .withMount(OciMount.bind("/data", data.toString(), option))
                .withMount(OciMount.bind("/outside", data.toString()));
        for (Path p : List.of(dir, bundle.root(), bundle.root().resolve("bin"))) {
            Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (String target : List.of("proc", "dev", "sys", "data", "outside")) {
            Files.createDirectories(bundle.root().resolve(target));
        }
        Files.setAttribute(bundle.root(), "unix:uid", 100000);

        BusyboxBundle.Result result = runMapped(config);

        assertThat(result.lines()).containsExactly("0:0", "65534:65534");
        assertThat(Files.getAttribute(data.resolve("new"), "unix:uid")).isEqualTo(0);
    }

    // ---- tmpcopyup

    private void node(String name, int mode, int major, int minor) throws IOException {
        Path file = bundle.root().resolve("etc").resolve(name);
        long device = (minor & 0xff) | (long) major << 8 | (minor & ~0xffL) << 12;
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.MKNODAT, Fcntl.AT_FDCWD, s.string(0, file.toString()), mode, device);
            assertThat(r).as(name).isZero();
        }
        Files.setAttribute(file, "unix:mode", mode & 07777);
        Files.setAttribute(file, "unix:uid", 77);
        Files.setAttribute(file, "unix:gid", 78);
    }

    /** With their numbers, also large ones, and what a umask takes away. */
    @Test
    void devicesFifosAndSocketsAreCopiedUp() throws Exception {
        Files.createDirectory(bundle.root().resolve("etc"));
        node("char", Statx.S_IFCHR | 0666, 1, 7);
        node("block", Statx.S_IFBLK | 0642, 259, 1000);
        node("fifo", Statx.S_IFIFO | 0622, 0, 0);
        node("socket", Statx.S_IFSOCK | 0777, 0, 0);
        OciConfig config = BusyboxBundle.writable(
                        "cd /etc; stat -c '%n %F %t:%T %a %u:%g' *; grep -c ' /etc tmpfs ' /proc/mounts")
                .withMount(OciMount.of("/etc", "tmpfs", "tmpfs", "tmpcopyup"));

        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.err()).isEmpty();
        assertThat(result.lines())
                .containsExactly(
                        "block block special file 103:3e8 642 77:78",
                        "char character special file 1:7 666 77:78",
                        "fifo fifo 0:0 622 77:78",
                        "socket socket 0:0 777 77:78",
                        "1");
    }

    @Test
    void aTmpfsBeginsWithACopyOfWhatItHides() throws Exception {
        Path etc = Files.createDirectories(bundle.root().resolve("etc/deep/er"));
        Files.writeString(etc.resolve("file"), "x".repeat(100_000) + "\n");
        Files.setAttribute(etc.resolve("file"), "unix:uid", 77);
        Files.setPosixFilePermissions(etc.resolve("file"), PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwx--x--x"));
        Files.createSymbolicLink(bundle.root().resolve("etc/link"), Path.of("/nowhere/at/all"));
        Files.setPosixFilePermissions(bundle.root().resolve("etc"), PosixFilePermissions.fromString("rwxr-x--x"));
        OciConfig config = BusyboxBundle.writable(
                        "wc -c < /etc/deep/er/file; stat -c '%u %a' /etc/deep/er/file; stat -c %a /etc/deep/er /etc;"
                                + " readlink /etc/link; echo new > /etc/deep/new; grep ' /etc ' /proc/mounts | cut -d' ' -f1")
                .withMount(OciMount.of("/etc", "tmpfs", "tmpfs", "tmpcopyup", "nosuid"));

        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.err()).isEmpty();
        assertThat(result.lines()).containsExactly("100001", "77 640", "711", "751", "/nowhere/at/all", "tmpfs");
        assertThat(bundle.root().resolve("etc/deep/new")).doesNotExist();
    }

    @Test
    void oneThatIsTooSmallSaysWhichFileDidNotFit() throws Exception {
        Path etc = Files.createDirectories(bundle.root().resolve("etc"));
        Files.write(etc.resolve("large"), new byte[1 << 20]);
        OciConfig config = BusyboxBundle.writable("true")
                .withMount(OciMount.of("/etc", "tmpfs", "tmpfs", "tmpcopyup", "size=64k"));

        assertThatThrownBy(() -> bundle.run(config))
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith("copy up to ")
                .hasMessageContaining("/etc/large: ENOSPC");
    }

    @Test
    void aReadOnlyOneIsFilledFirst() throws Exception {
        Files.createDirectories(bundle.root().resolve("etc"));
        Files.writeString(bundle.root().resolve("etc/file"), "content\n");
        OciConfig config = BusyboxBundle.writable("cat /etc/file; echo x > /etc/new")
                .withMount(OciMount.of("/etc", "tmpfs", "tmpfs", "tmpcopyup", "ro"));

        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.out()).isEqualTo("content\n");
        assertThat(result.err()).contains("Read-only file system");
    }

    /** A bind in the tmpfs is a file of the host, which the copy must not write to. */
    @Test
    void whatIsMountedInItIsNotWrittenTo() throws Exception {
        Files.createDirectories(bundle.root().resolve("etc/dir"));
        Files.writeString(bundle.root().resolve("etc/hosts"), "of the image\n");
        Files.writeString(bundle.root().resolve("etc/dir/file"), "of the image\n");
        Path hosts = Files.writeString(dir.resolve("hosts"), "of the host\n");
        Path data = Files.createDirectory(dir.resolve("data"));
        OciConfig config = BusyboxBundle.writable("cat /etc/hosts; ls /etc/dir")
                .withMount(OciMount.of("/etc", "tmpfs", "tmpfs", "tmpcopyup"))
                .withMount(OciMount.bind("/etc/hosts", hosts.toString()))
                .withMount(OciMount.bind("/etc/dir", data.toString()));

        assertThat(bundle.run(config).out()).isEqualTo("of the host\n");
        assertThat(hosts).hasContent("of the host\n");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void whatAnEarlierBindBroughtIsCopied() throws Exception {
        Path data = Files.createDirectories(dir.resolve("data/sub"));
        Files.writeString(data.resolve("file"), "of the bind\n");
        OciConfig config = BusyboxBundle.writable("cat /data/sub/file; echo x > /data/sub/new")
                .withMount(OciMount.bind("/data", dir.resolve("data").toString()))
                .withMount(OciMount.of("/data/sub", "tmpfs", "tmpfs", "tmpcopyup"));

        assertThat(bundle.run(config).out()).isEqualTo("of the bind\n");
        assertThat(data.resolve("new")).doesNotExist();
    }

    // ---- remount

    private static OciMount remount(String target, String... options) {
        List<String> all = new java.util.ArrayList<>(List.of("remount"));
        all.addAll(List.of(options));
        return new OciMount(target, Optional.empty(), Optional.empty(), all, List.of(), List.of());
    }

    @Test
    void aRemountChangesWhatItNamesAndNothingElse() throws Exception {
        OciConfig config = BusyboxBundle.writable("grep ' /tmp ' /proc/mounts")
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "nosuid", "size=1m"))
                .withMount(remount("/tmp", "ro", "noexec", "size=2m"));

        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("ro,")
                .contains("nosuid")
                .contains("noexec")
                .contains("size=2048k");
    }

    @Test
    void aRemountOfABindLeavesTheHostsFileSystemAlone() throws Exception {
        Path data = Files.createDirectory(dir.resolve("data"));
        OciConfig config = BusyboxBundle.writable("echo x > /data/new")
                .withMount(OciMount.bind("/data", data.toString()))
                .withMount(remount("/data", "bind", "ro"));

        assertThat(bundle.run(config).err()).contains("Read-only file system");
        Files.writeString(data.resolve("still"), "writable");
    }

    @Test
    void aRemountOfWhatIsNoMountNamesIt() {
        assertThatThrownBy(() -> bundle.run(BusyboxBundle.writable("true").withMount(remount("/bin", "ro"))))
                .hasMessageStartingWith("remount /bin: EINVAL");
    }

    // ---- all others

    @ParameterizedTest
    @CsvSource({
        "nosuid, nosuid, nodev",
        "nodev, nodev, nosuid",
        "noexec, noexec, nosuid",
        "noatime, noatime, relatime",
        "strictatime, rw, relatime",
        "relatime, relatime, noatime",
        "nodiratime, nodiratime, noatime",
        "nosymfollow, nosymfollow, nosuid",
        "rro, ro, nosuid",
        "rnosuid, nosuid, nodev",
        "rnodev, nodev, nosuid",
        "rnoexec, noexec, nosuid",
        "rnoatime, noatime, relatime",
        "rnosymfollow, nosymfollow, nosuid",
    })
    void attributes(String option, String shown, String absent) throws Exception {
        OciConfig config = BusyboxBundle.writable("grep ' /tmp ' /proc/self/mountinfo | cut -d' ' -f6")
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", option));

        assertThat(bundle.run(config).out().strip().split(",")).contains(shown).doesNotContain(absent);
    }

    @ParameterizedTest
    @CsvSource({"shared, shared", "rshared, shared", "private, -", "rprivate, -", "unbindable, unbindable"})
    void propagation(String option, String shown) throws Exception {
        OciConfig config = BusyboxBundle.writable("grep ' /tmp ' /proc/self/mountinfo")
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", option));

        String line = bundle.run(config).out();
        if (shown.equals("-")) assertThat(line).doesNotContain("shared:").doesNotContain("unbindable");
        else assertThat(line).contains(shown);
    }

    @Test
    void superblockOptionsReachTheFileSystem() throws Exception {
        OciConfig config = BusyboxBundle.writable("grep ' /tmp ' /proc/self/mountinfo")
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "sync", "lazytime", "mode=700"));

        assertThat(bundle.run(config).out()).contains("sync").contains("mode=700");
    }

    @Test
    void aLabelNeedsSelinux() {
        assumeTrue(!Files.exists(Path.of("/sys/fs/selinux/enforce")));
        OciConfig config =
                BusyboxBundle.writable("true").editLinux(l -> l.mountLabel("system_u:object_r:container_file_t:s0"));

        assertThatThrownBy(() -> bundle.run(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageStartingWith("/linux/mountLabel: cannot be done here: this host has no SELinux");
    }
}
