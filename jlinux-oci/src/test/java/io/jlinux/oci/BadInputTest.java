package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What cannot run: each error says what, where and why, and nothing is left behind, not even the container's cgroup. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class BadInputTest extends OnBusybox {
    private static OciConfig command(String... args) {
        return OciConfig.template().withTerminal(false).withArgs(args);
    }

    private Path program(String name, byte[] content, boolean executable) throws IOException {
        Path file = Files.write(bundle.root().resolve("bin").resolve(name), content);
        file.toFile().setExecutable(executable, false);
        return file;
    }

    private void assertFails(OciConfig config, String operation, Errno errno, String... words) {
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOfSatisfying(SpawnException.class, e -> {
                    assertThat(e.operation()).isEqualTo(operation);
                    assertThat(e.errno()).isEqualTo(errno);
                    assertThat(e.step()).isNotNegative();
                })
                .hasMessageContainingAll(words);
    }

    @Test
    void aMissingBundle() {
        assertThatThrownBy(() -> OciBundle.load(dir.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OciBundle.of(dir.resolve("none"), OciConfig.template()))
                .withMessageContaining("none");
    }

    @Test
    void aConfigThatIsNoJson() throws Exception {
        Files.writeString(dir.resolve("config.json"), "{\"ociVersion\": ");
        assertThatThrownBy(() -> OciBundle.load(dir)).isInstanceOf(OciConfigException.class);
    }

    @Test
    void aMissingRoot() {
        OciConfig config = command("/bin/true").withRootPath("nowhere");
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContainingAll("/root/path", dir.resolve("nowhere").toString());
    }

    @Test
    void aRootThatIsAFile() throws Exception {
        Files.writeString(dir.resolve("file"), "");
        assertThatThrownBy(() -> bundle.start(command("/bin/true").withRootPath("file")))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/root/path");
    }

    @Test
    void noArguments() {
        assertThatThrownBy(() -> bundle.start(command()))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/process/args");
        assertThatThrownBy(() -> bundle.start(command("")))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/process/args");
    }

    @Test
    void noProcess() {
        OciConfig config =
                OciConfig.builder().linux(OciConfig.template().linux()).build();
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/process");
    }

    @Test
    void aProgramThatDoesNotExist() {
        assertFails(command("/bin/nothing"), "execute", Errno.ENOENT, "/bin/nothing", "no such file", "rootfs");
    }

    @Test
    void aProgramThatIsNotInThePath() {
        assertFails(command("nothing"), "execute", Errno.ENOENT, "nothing", "PATH", "/usr/local/sbin");
    }

    @Test
    void aProgramThatIsNotExecutable() throws Exception {
        program("plain", "#!/bin/sh\n".getBytes(java.nio.charset.StandardCharsets.UTF_8), false);
        assertFails(command("/bin/plain"), "execute", Errno.EACCES, "/bin/plain", "chmod +x");
        assertFails(command("plain"), "execute", Errno.EACCES, "plain", "chmod +x");
    }

    @Test
    void aProgramThatIsADirectory() {
        assertFails(command("/bin"), "execute", Errno.EACCES, "/bin", "is a directory");
    }

    @Test
    void aProgramOfAnotherArchitecture() throws Exception {
        ByteBuffer elf = ByteBuffer.allocate(120).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        elf.putShort((short) 2).putShort((short) 243).putInt(1); // RISC-V
        program("foreign", elf.array(), true);
        assertFails(
                command("/bin/foreign"),
                "execute",
                Errno.ENOEXEC,
                "/bin/foreign",
                "program for",
                "243",
                "this machine");
    }

    @Test
    void aProgramThatIsNone() throws Exception {
        program("text", "echo hello\n".getBytes(java.nio.charset.StandardCharsets.UTF_8), true);
        program("empty", new byte[0], true);
        assertFails(command("/bin/text"), "execute", Errno.ENOEXEC, "neither an ELF program nor", "#!");
        assertFails(command("/bin/empty"), "execute", Errno.ENOEXEC, "is empty");
    }

    @Test
    void aScriptWhoseInterpreterIsMissing() throws Exception {
        program("script", "#!/usr/bin/perl -w\n".getBytes(java.nio.charset.StandardCharsets.UTF_8), true);
        assertFails(command("/bin/script"), "execute", Errno.ENOENT, "interpreter /usr/bin/perl", "rootfs");
    }

    @Test
    void aProgramWhoseLoaderIsMissing() throws Exception {
        Path sleep = Path.of("/bin/sleep");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isRegularFile(sleep.toRealPath()), "no /bin/sleep here");
        program("dynamic", Files.readAllBytes(sleep.toRealPath()), true);
        assertFails(command("/bin/dynamic"), "execute", Errno.ENOENT, "interpreter /lib", "ld-");
    }

    @Test
    void aProgramOnAMountWithNoexec() throws Exception {
        Path data = Files.createDirectory(dir.resolve("data"));
        Files.copy(bundle.root().resolve("bin/busybox"), data.resolve("busybox"));
        OciConfig config = command("/data/busybox", "true").toBuilder()
                .root(OciRoot.of("rootfs"))
                .build()
                .withMount(OciMount.bind("/data", data.toString(), "noexec"));
        assertFails(config, "execute", Errno.EACCES, "/data/busybox", "noexec");
    }

    @Test
    void aBindWithoutASource() {
        OciConfig config = command("/bin/true")
                .withMount(OciMount.bind("/data", dir.resolve("missing").toString()));
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(LinuxException.class)
                .hasMessageContainingAll("missing", "/data", "ENOENT");
    }

    @Test
    void aDestinationThatCannotBeMadeInAnUnwritableRoot() throws Exception {
        OciConfig config = command("/bin/true")
                .withMount(OciMount.bind("/ro", bundle.root().toString(), "ro"))
                .withMount(OciMount.of("/ro/new", "tmpfs", "tmpfs"));
        assertFails(config, "mount tmpfs on", Errno.EROFS, "/ro/new");
    }

    @Test
    void aFileAsDestinationOfADirectory() throws Exception {
        Files.writeString(bundle.root().resolve("file"), "");
        OciConfig config = command("/bin/true").withMount(OciMount.of("/file", "tmpfs", "tmpfs"));
        assertFails(config, "mount tmpfs on", Errno.ENOTDIR, "/file");
    }

    @Test
    void aFileSystemThatTheKernelDoesNotKnow() {
        OciConfig config = command("/bin/true").withMount(OciMount.of("/data", "nosuchfs", "none"));
        assertFails(config, "mount nosuchfs on", Errno.ENODEV, "/data");
    }

    @Test
    void anOptionThatTheFileSystemDoesNotKnow() {
        OciConfig config = command("/bin/true").withMount(OciMount.of("/data", "tmpfs", "tmpfs", "colour=red"));
        assertFails(config, "mount tmpfs with colour=red on", Errno.EINVAL, "/data");
    }

    @Test
    void anOptionThatABindCannotHave() {
        OciConfig config = command("/bin/true").withMount(OciMount.bind("/data", "rootfs", "size=1m"));
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContainingAll("/mounts/7/options", "size=1m");
    }

    @Test
    void aSysctlThatDoesNotExist() {
        OciConfig config = command("/bin/true").editLinux(l -> l.sysctl("net.ipv4.nothing_here", "1"));
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining("net");
    }

    @Test
    void aSysctlOfTheHost() {
        OciConfig config = command("/bin/true").editLinux(l -> l.sysctl("kernel.panic", "1"));
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/linux/sysctl/kernel.panic");
    }

    @Test
    void aWorkingDirectoryThatIsAFile() {
        OciConfig config = command("/bin/true").withCwd("/bin/busybox");
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTDIR))
                .hasMessageContaining("/bin/busybox");
    }

    @Test
    void aWorkingDirectoryThatCannotBeMade() throws Exception {
        OciConfig config = command("/bin/true").withCwd("/proc/nothing");
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(SpawnException.class)
                .hasMessageContaining("/proc/nothing");
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void aCgroupThatCannotBeMade() {
        for (String path : new String[] {"/jlinux-test/../../x", "../x", "/", "a//b/.."}) {
            OciConfig config = command("/bin/true").editLinux(l -> l.cgroupsPath(path));
            assertThatThrownBy(() -> bundle.start(config))
                    .as(path)
                    .isInstanceOf(OciConfigException.class)
                    .hasMessageContaining("/linux/cgroupsPath");
        }
    }

    @Test
    void aCpuThatIsNotThere() {
        OciConfig config = command("/bin/true")
                .editResources(r ->
                        r.cpu(io.jlinux.oci.spec.OciCpu.builder().cpus("4000").build()));
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("cpuset");
    }

    @Test
    void aLimitOutOfRange() {
        OciConfig config = command("/bin/true").editResources(r -> r.cpuQuota(10, 100_000));
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContainingAll("/linux/resources/cpu", "at least 1 ms");
    }

    @Test
    void withoutAMountNamespace() {
        OciConfig config = command("/bin/true")
                .editLinux(l -> l.maskedPaths(java.util.List.of()).readonlyPaths(java.util.List.of()))
                .withoutNamespace(Namespace.MOUNT);
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/linux/namespaces");
    }

    @Test
    void aTerminalWithoutADevpts() {
        OciConfig config = command("/bin/true").withTerminal(true).withoutMount("/dev/pts");
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(SpawnException.class)
                .hasMessageContaining("/dev/pts");
    }
}
