package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Overlay;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.security.Rlimit;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot work is an error that says why, and nothing is left of it. */
@NoLeaks
@Timeout(60)
class BadInputTest {
    @TempDir
    Path work;

    private static void refused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static Spawn spawn() {
        return Spawn.command("/bin/true");
    }

    private static SpawnException failed(Spawn spawn, String operation, Errno errno) {
        SpawnException e = catchThrowableOfType(SpawnException.class, () -> spawn.start());
        assertThat(e).isNotNull();
        assertThat(e.operation()).isEqualTo(operation);
        assertThat(e.errno()).as(e.getMessage()).isEqualTo(errno);
        assertThat(e.step()).isNotNegative();
        return e;
    }

    private static Spawn inUser(Spawn spawn) {
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    @Test
    void anEmptyCommand() {
        refused("an empty command", () -> Spawn.command());
        refused("an empty command", () -> Spawn.command(List.of()));
        refused("an empty command", () -> Spawn.command(""));
    }

    @Test
    void aNulCharacterInAnyString() {
        refused("NUL", () -> Spawn.command("a\0b"));
        refused("NUL", () -> Spawn.command("a", "\0"));
        refused("NUL", () -> spawn().env("A\0", "x"));
        refused("NUL", () -> spawn().env("A", "x\0"));
        refused("NUL", () -> spawn().directory("/\0"));
        refused("NUL", () -> spawn().hostname("h\0"));
        refused("NUL", () -> spawn().symlink("/a\0", "b"));
        refused("NUL", () -> spawn().symlink("/a", "b\0"));
        refused("NUL", () -> spawn().mask("/a\0"));
        refused("NUL", () -> spawn().readOnly("/a\0"));
        refused("NUL", () -> spawn().sysctl("net.x", "1\0"));
        refused("absolute path", () -> Mount.of("proc", "/a\0"));
        refused("NUL", () -> Mount.of("tm\0pfs", "/a"));
        refused("NUL", () -> Mount.tmpfs("/a", "size\0=1"));
        refused("NUL", () -> Device.character("/a\0", 1, 3));
    }

    @Test
    void namesThatAreNone() {
        refused("not a name", () -> spawn().env("", "x"));
        refused("not a name", () -> spawn().env("A=B", "x"));
        refused("more than 64 bytes", () -> spawn().hostname("ä".repeat(33)));
        refused("not a sysctl", () -> spawn().sysctl("../../etc", "x"));
        refused("not a sysctl", () -> spawn().sysctl("plain", "x"));
        refused("not an absolute path", () -> spawn().mask("relative"));
        refused("not an absolute path", () -> spawn().readOnly("relative"));
        refused("not an absolute path", () -> spawn().symlink("relative", "x"));
        refused("not an absolute path", () -> Mount.bind("relative", "/x"));
        refused("absolute path", () -> Mount.tmpfs("relative"));
    }

    @Test
    void numbersThatAreNone() {
        refused("not a umask", () -> spawn().umask(01000));
        refused("not a umask", () -> spawn().umask(-1));
        refused("not an oom_score_adj", () -> spawn().oomScoreAdj(1001));
        refused("not an id", () -> spawn().user(-1, 0));
        refused("not an id", () -> spawn().user(0, 0xffff_ffffL));
        refused("not an id", () -> spawn().user(0, 0, -5));
        refused(
                "two limits",
                () -> spawn().rlimit(Rlimit.of(Rlimit.Resource.CPU, 1), Rlimit.of(Rlimit.Resource.CPU, 2)));
        refused("above the hard", () -> new Rlimit(Rlimit.Resource.CPU, Rlimit.UNLIMITED, 1));
        refused("not a window size", () -> new Terminal(-1, 0));
        refused("overlap", () -> IdMap.of(new IdMap.Range(0, 0, 10), new IdMap.Range(5, 100, 10)));
        refused("not a range", () -> IdMap.range(0, 0, 0));
        refused("empty", () -> IdMap.of());
    }

    @Test
    void descriptorsThatCannotBePassed() throws Exception {
        try (Fd fd = Fd.open(Path.of("/dev/null"), Fcntl.O_RDONLY)) {
            refused("not a number to pass", () -> spawn().pass(fd, 2));
            refused("two descriptors as 5", () -> spawn().pass(fd, 5).pass(fd, 5));
        }
        Fd closed = Fd.open(Path.of("/dev/null"), Fcntl.O_RDONLY);
        closed.close();
        assertThatThrownBy(() -> spawn().pass(closed, 5).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed: /dev/null");
        refused("stdin to stdout", () -> spawn().stdin(Stdio.toStdout()));
        refused("stdout to stdout", () -> spawn().stdout(Stdio.toStdout()));
    }

    @Test
    void requestsThatContradictThemselves() throws Exception {
        Map<String, Spawn> all = Map.of(
                "need unshare(Namespace.MOUNT)",
                spawn().rootfs(work),
                "mounts, devices and masks need",
                spawn().mount(Mount.proc()),
                "devices and masks need",
                spawn().device(Device.DEFAULTS.get(0)),
                "and masks need",
                spawn().mask("/x"),
                "a hostname needs a UTS namespace",
                spawn().hostname("x"),
                "an id map needs unshare(Namespace.USER)",
                spawn().idMap(IdMap.rootToSelf()),
                "loopbackUp needs unshare(Namespace.NET)",
                spawn().loopbackUp(),
                "an init is process 1",
                spawn().init());
        for (Map.Entry<String, Spawn> e : all.entrySet()) {
            refused(e.getKey(), () -> e.getValue().start());
            refused(e.getKey(), () -> e.getValue().explain());
        }
        for (Spawn s : List.of(spawn().readOnly("/x"), spawn().readOnlyRoot(), spawn().symlink("/a", "b"))) {
            refused("need unshare(Namespace.MOUNT)", s::start);
        }
        try (NamespaceHandle uts = Namespace.UTS.current()) {
            refused(
                    "both unshare and join of UTS",
                    () -> spawn().unshare(Namespace.UTS).join(uts).start());
            refused("two namespaces of kind UTS", () -> spawn().join(uts, uts));
        }
    }

    @Test
    void rootsThatAreNone() {
        refused("the root is an absolute path", () -> spawn().rootfs(Path.of("relative")));
        refused("a directory of its own, not /", () -> spawn().rootfs(Path.of("/")));
        refused("a directory of its own, not /", () -> spawn().rootfs(Path.of("/tmp/..")));
        refused("not an absolute path", () -> Rootfs.overlay(Path.of("relative")));
        refused("not an absolute path", () -> Rootfs.host().with("opt"));
        refused("without a lower layer", () -> Rootfs.overlay());
        refused(
                "needs a work directory",
                () -> new Overlay(List.of(work), Optional.of(work), Optional.empty(), List.of()));
        refused("a layer among the options", () -> Overlay.of(work).option("upperdir=/x"));
        refused(
                "two upper layers",
                () -> Rootfs.overlay(Overlay.of(work).upper(work, work)).throwAway(TmpfsOptions.DEFAULTS));
        refused("not a size", () -> TmpfsOptions.DEFAULTS.size(0));
        refused("not a number of inodes", () -> TmpfsOptions.DEFAULTS.inodes(0));
        refused("not a mode", () -> TmpfsOptions.DEFAULTS.mode(010000));
        refused("not an id", () -> TmpfsOptions.DEFAULTS.owner(-1, 0));
    }

    @Test
    void argumentsThatAreTooLong() {
        failed(Spawn.command("/bin/true", "x".repeat(200_000)), "execute", Errno.E2BIG);
        refused(
                "too long",
                () -> Spawn.command("/bin/true", "x".repeat(20 << 20)).start());
    }

    @Test
    void aMissingProgram() {
        assertThat(failed(Spawn.command("/nope/program"), "execute", Errno.ENOENT))
                .hasMessage("execute /nope/program: ENOENT (No such file or directory). Hint: there is no such file");
        assertThat(failed(Spawn.command("no-such-program").env("PATH", "/bin:/usr/bin"), "execute", Errno.ENOENT))
                .hasMessageContaining("Hint: no such program in PATH (/bin:/usr/bin)");
    }

    @Test
    void aProgramThatIsNotExecutable() throws Exception {
        Path file = Files.writeString(work.resolve("plain"), "#!/bin/sh\n");
        assertThat(failed(Spawn.command(file.toString()), "execute", Errno.EACCES))
                .hasMessageContaining("has no execute permission: chmod +x");
        assertThat(failed(Spawn.command("plain").env("PATH", "/nope:" + work + ":/nope2"), "execute", Errno.EACCES))
                .hasMessageContaining("has no execute permission");
        assertThat(failed(Spawn.command("/tmp"), "execute", Errno.EACCES)).hasMessageContaining("/tmp is a directory");
    }

    @Test
    void aProgramOfAnotherMachine() throws Exception {
        byte[] elf = Files.readAllBytes(Path.of("/bin/true"));
        elf[18] = (byte) 243; // riscv
        elf[19] = 0;
        Path file = executable("foreign", elf);
        assertThat(failed(Spawn.command(file.toString()), "execute", Errno.ENOEXEC))
                .hasMessageContaining("is a program for machine 243, and this machine is");
    }

    @Test
    void aFileThatIsNoProgram() throws Exception {
        assertThat(failed(
                        Spawn.command(executable("text", "hello".getBytes(StandardCharsets.UTF_8))
                                .toString()),
                        "execute",
                        Errno.ENOEXEC))
                .hasMessageContaining("neither an ELF program nor does it begin with #!");
        assertThat(failed(Spawn.command(executable("empty", new byte[0]).toString()), "execute", Errno.ENOEXEC))
                .hasMessageContaining("is empty");
    }

    @Test
    void aMissingInterpreter() throws Exception {
        Path script = executable("script", "#!/nope/python -x\n".getBytes(StandardCharsets.UTF_8));
        assertThat(failed(Spawn.command(script.toString()), "execute", Errno.ENOENT))
                .hasMessageContaining("exists, but its interpreter /nope/python does not");
        String elf = new String(Files.readAllBytes(Path.of("/bin/true")), StandardCharsets.ISO_8859_1);
        byte[] patched = elf.replaceFirst("/lib([^/]*)/ld-", "/nop$1/ld-").getBytes(StandardCharsets.ISO_8859_1);
        Path program = executable("program", patched);
        assertThat(failed(Spawn.command(program.toString()), "execute", Errno.ENOENT))
                .hasMessageContaining("exists, but its interpreter /nop");
    }

    @Test
    @Requires({Requirement.BUSYBOX_STATIC, Requirement.USER_NAMESPACES})
    void aProgramOnAMountWithNoexec() throws Exception {
        try (BusyboxRoot root = BusyboxRoot.create()) {
            Spawn spawn = inUser(Spawn.command("/x/busybox"))
                    .unshare(Namespace.MOUNT)
                    .rootfs(root.path())
                    .mount(Mount.bind(root.path().resolve("bin"), "/x").noExec());
            assertThat(failed(spawn, "execute", Errno.EACCES)).hasMessageContaining("noexec");
        }
    }

    @Test
    @Requires({Requirement.BUSYBOX_STATIC, Requirement.USER_NAMESPACES})
    void aProgramThatTheRootHasNot() throws Exception {
        try (BusyboxRoot root = BusyboxRoot.create()) {
            Spawn spawn = inUser(Spawn.command("/usr/bin/env"))
                    .unshare(Namespace.MOUNT)
                    .rootfs(root.path());
            assertThat(failed(spawn, "execute", Errno.ENOENT))
                    .hasMessageContaining("there is no such file in the root " + root.path());
            root.script("script", "#!/bin/bash\n");
            Spawn script = inUser(Spawn.command("script").env("PATH", "/bin"))
                    .unshare(Namespace.MOUNT)
                    .rootfs(root.path());
            assertThat(failed(script, "execute", Errno.ENOENT))
                    .hasMessageContaining("its interpreter /bin/bash does not in the root");
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aMissingRoot() throws Exception {
        Path missing = work.resolve("no/root");
        assertThat(failed(inUser(spawn()).unshare(Namespace.MOUNT).rootfs(missing), "enter root", Errno.ENOENT))
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("the root directory does not exist");
        Path file = Files.writeString(work.resolve("file"), "");
        assertThat(failed(inUser(spawn()).unshare(Namespace.MOUNT).rootfs(file), "open", Errno.ENOTDIR))
                .hasMessageContaining(file.toString());
    }

    @Test
    @Requires({Requirement.BUSYBOX_STATIC, Requirement.USER_NAMESPACES})
    void aMissingBindSourceAndFileSystem() throws Exception {
        try (BusyboxRoot root = BusyboxRoot.create()) {
            Spawn bind =
                    inUser(spawn()).unshare(Namespace.MOUNT).rootfs(root.path()).mount(Mount.bind("/no/source", "/x"));
            assertThat(failed(bind, "bind /no/source on", Errno.ENOENT))
                    .hasMessageContaining("the source /no/source does not exist on the host");
            Spawn type =
                    inUser(spawn()).unshare(Namespace.MOUNT).rootfs(root.path()).mount(Mount.of("nofs", "/x"));
            assertThat(failed(type, "mount nofs on", Errno.ENODEV)).hasMessageContaining("/x: ENODEV");
            Spawn option =
                    inUser(spawn()).unshare(Namespace.MOUNT).rootfs(root.path()).mount(Mount.tmpfs("/x", "nooption=1"));
            assertThat(failed(option, "mount tmpfs with nooption=1 on", Errno.EINVAL))
                    .hasMessageContaining("/x");
        }
    }

    @Test
    void aMissingDirectory() {
        assertThat(failed(spawn().directory("/no/dir"), "change directory to", Errno.ENOENT))
                .hasMessageContaining("/no/dir")
                .hasMessageContaining("the working directory does not exist");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void anIdThatIsNotMapped() {
        assertThat(failed(spawn().unshare(Namespace.USER).user(77, 77), "set gid", Errno.EINVAL))
                .hasMessageContaining("not mapped in the user namespace");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void rightsThatAnOrdinaryUserHasNot() {
        LinuxException e = catchThrowableOfType(
                LinuxException.class, () -> spawn().unshare(Namespace.UTS).start());
        assertThat(e.errno()).isEqualTo(Errno.EPERM);
        assertThat(e).hasMessageContaining("clone").hasMessageContaining("Namespace.USER");
        assertThatThrownBy(() -> spawn().user(0, 0).start())
                .hasMessageContaining("set g")
                .hasMessageContaining("EPERM");
    }

    @Test
    @Requires({Requirement.NOT_ROOT, Requirement.NEWUIDMAP, Requirement.USER_NAMESPACES})
    void rangesThatAnOrdinaryUserMayNotMap() {
        LinuxException e = catchThrowableOfType(
                LinuxException.class,
                () -> spawn().unshare(Namespace.USER)
                        .idMap(IdMap.range(0, 10, 100))
                        .start());
        assertThat(e).hasMessageContaining("newuidmap").hasMessageContaining("/etc/subuid");
    }

    @Test
    void aPlacementThatCannotBeOpened() {
        Placement gone = () -> {
            throw new LinuxException("open", "cgroup", Errno.ENOENT.number());
        };
        assertThatThrownBy(() -> spawn().with(gone).start()).hasMessageContaining("open cgroup: ENOENT");
    }

    private Path executable(String name, byte[] content) throws Exception {
        Path file = Files.write(work.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
