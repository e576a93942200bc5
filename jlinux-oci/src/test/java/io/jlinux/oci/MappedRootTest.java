package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container of root whose user namespace maps none of the host's users: its root is 100000. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class MappedRootTest extends OnBusybox {
    private static final int ROOT = 100_000;
    private static final int PR_GET_DUMPABLE = 3;
    private static final IdMap MAP = IdMap.range(0, ROOT, 65_536);

    /** The mapped root owns neither the root nor what leads to it, so it can make no directories there. */
    @BeforeEach
    void makeReachable() throws IOException {
        for (String name : List.of("proc", "dev", "sys"))
            Files.createDirectory(bundle.root().resolve(name));
        assertThat(dir.toFile().setExecutable(true, false)).isTrue();
        assertThat(bundle.root().toFile().setExecutable(true, false)).isTrue();
    }

    private static OciConfig mapped(String script) {
        return BusyboxBundle.writable(script)
                .withNamespace(OciNamespace.create(Namespace.USER))
                .editLinux(linux -> linux.uidMappings(MAP.uids()).gidMappings(MAP.gids()));
    }

    private static void own(Path file, int uid, int gid, String mode) throws IOException {
        Files.setAttribute(file, "unix:uid", uid);
        Files.setAttribute(file, "unix:gid", gid);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    // ---- tmpcopyup

    @Test
    void aTmpfsBeginsWithACopyOfWhatItHides() throws Exception {
        Path etc = Files.createDirectories(bundle.root().resolve("etc"));
        own(etc, 0, 0, "rwx--x--x");
        Path deep = Files.createDirectory(etc.resolve("deep"));
        Files.writeString(deep.resolve("file"), "content\n");
        own(deep.resolve("file"), ROOT + 5, ROOT + 6, "rw-r--r--");
        own(deep, ROOT + 5, 0, "r-x--x--x");
        Files.writeString(etc.resolve("secret"), "of the host\n");
        own(etc.resolve("secret"), 0, 0, "rw-------");
        Files.createSymbolicLink(etc.resolve("link"), Path.of("/nowhere"));
        OciConfig config = mapped("cat /etc/deep/file /etc/secret; cd /etc;"
                        + " stat -c '%n %u:%g %a' . deep deep/file secret link; readlink link; echo x > new; ls")
                .withMount(OciMount.of("/etc", "tmpfs", "tmpfs", "tmpcopyup"));

        long dumpable = RawSyscall.call(Syscall.PRCTL, PR_GET_DUMPABLE, 0, 0, 0, 0);

        BusyboxBundle.Result result = bundle.run(config);

        // who has no id in the container is its root
        assertThat(result.out() + result.err()).isEqualTo("""
                content
                of the host
                . 0:0 711
                deep 5:0 511
                deep/file 5:6 644
                secret 0:0 600
                link 0:0 777
                /nowhere
                deep
                link
                new
                secret
                """);
        assertThat(etc.resolve("new")).doesNotExist();
        assertThat(RawSyscall.call(Syscall.PRCTL, PR_GET_DUMPABLE, 0, 0, 0, 0)).isEqualTo(dumpable);
    }

    // ---- devices

    private static OciDevice device(String path, OciDevice.Type type, int major, int minor) {
        return new OciDevice(path, type, major, minor, OptionalInt.of(0640), OptionalLong.of(3), OptionalLong.of(4));
    }

    private void assertIsNotTheHosts(OciDevice device, String message, String number) {
        OciConfig config = mapped("true").editLinux(linux -> linux.devices(List.of(device)));
        assertThatThrownBy(() -> bundle.run(config))
                .isInstanceOf(SpawnException.class)
                .hasMessageStartingWith(message)
                .hasMessageContainingAll(number, "/linux/devices/0", "a bind of the host's file");
    }

    @Test
    void aDeviceWithOtherNumbersThanTheHostsIsRefused() {
        assertIsNotTheHosts(
                device("/dev/full", OciDevice.Type.CHAR, 1, 5),
                "check number of the host's /dev/full: " + Errno.ENODEV,
                "char device 1:5");
        assertIsNotTheHosts(
                device("/dev/zero", OciDevice.Type.CHAR, 2, 5),
                "check number of the host's /dev/zero: " + Errno.ENODEV,
                "char device 2:5");
    }

    @Test
    void aDeviceOfAnotherTypeThanTheHostsIsRefused() throws Exception {
        assertIsNotTheHosts(
                device("/dev/null", OciDevice.Type.BLOCK, 1, 3),
                "check type of the host's /dev/null: " + Errno.ENODEV,
                "block device 1:3");
        Path file = Files.writeString(dir.resolve("file"), "no device");
        assertIsNotTheHosts(
                device(file.toString(), OciDevice.Type.CHAR, 1, 3),
                "check type of the host's " + file + ": " + Errno.ENODEV,
                "char device 1:3");
    }

    @Test
    void aDeviceThatTheHostLacksIsNamed() {
        assertIsNotTheHosts(
                device("/dev/jlinux-none", OciDevice.Type.CHAR, 1, 3),
                "bind /dev/jlinux-none on /dev/jlinux-none: " + Errno.ENOENT,
                "char device 1:3");
    }

    @Test
    void aDeviceOfTheHostIsBoundAndAFifoIsMade() throws Exception {
        OciConfig config = mapped("stat -c '%n %F %t:%T' /dev/full /dev/zero; stat -c '%n %F %a %u:%g' /dev/pipe")
                .editLinux(linux -> linux.devices(List.of(
                        device("/dev/full", OciDevice.Type.CHAR, 1, 7),
                        device("/dev/zero", OciDevice.Type.UNBUFFERED_CHAR, 1, 5),
                        device("/dev/pipe", OciDevice.Type.FIFO, 0, 0))));

        assertThat(bundle.run(config).lines())
                .containsExactly(
                        "/dev/full character special file 1:7",
                        "/dev/zero character special file 1:5",
                        "/dev/pipe fifo 640 3:4");
    }

    // ---- the working directory

    @Test
    void aWorkingDirectoryThatOnlyItsUserMayEnter() throws Exception {
        // of a group without an id in the container, so that root of the container may not do what it likes
        own(Files.createDirectory(bundle.root().resolve("mine")), ROOT + 1000, 0, "rwx------");
        OciConfig config = mapped("pwd; id -u").withUser(1000, 1000).editProcess(p -> p.cwd("/mine"));

        assertThat(bundle.run(config).out()).isEqualTo("/mine\n1000\n");
    }

    @Test
    void aWorkingDirectoryThatNeitherMayEnter() throws Exception {
        own(Files.createDirectory(bundle.root().resolve("private")), 0, 0, "rwx------");
        OciConfig config = mapped("pwd").withUser(1000, 1000).editProcess(p -> p.cwd("/private"));

        assertThatThrownBy(() -> bundle.run(config))
                .isInstanceOf(SpawnException.class)
                .hasMessageStartingWith("change directory to /private: " + Errno.EACCES)
                .hasMessageContaining("uid 1000 may not enter it");
    }
}
