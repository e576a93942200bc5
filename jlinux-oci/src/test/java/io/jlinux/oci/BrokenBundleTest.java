package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.security.Rlimit;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundles that are really broken, each in one way: the error says which step failed, why, and what to do about it. What breaks
 * at execve for root is in {@link BadInputTest}.
 */
@NoLeaks
@Timeout(180)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class BrokenBundleTest {
    @TempDir
    Path dir;

    private Path root;
    private final List<Path> closed = new ArrayList<>();

    @BeforeAll
    static void openWhatStaysOpen() throws Exception {
        CgroupHost host = CgroupHost.current();
        if (host.mode() != CgroupHost.Mode.NONE) host.home();
    }

    @BeforeEach
    void makeRoot() throws IOException {
        mode(dir, "rwxr-xr-x");
        root = BusyboxBundle.create(dir).root();
    }

    @AfterEach
    void reopen() throws IOException {
        for (Path p : closed) mode(p, "rwxr-xr-x");
    }

    private void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        if (!mode.endsWith("x")) closed.add(path);
    }

    private OciBundle bundle(String... command) {
        return OciBundle.ofRootfs(root).command(command);
    }

    private static OciBundle rootless(OciBundle bundle, IdMap ids) {
        return bundle.edit(c -> OciConfig.rootlessTemplate(ids)
                .withRootPath(c.root().path())
                .withTerminal(false)
                .withArgs(c.process().orElseThrow().args().toArray(String[]::new)));
    }

    private static SpawnException failure(OciBundle bundle) {
        return catchThrowableOfType(SpawnException.class, bundle::run);
    }

    private static void assertFails(OciBundle bundle, String operation, Errno errno, String... words) {
        SpawnException e = failure(bundle);
        assertThat(e).as("it starts").isNotNull();
        assertThat(e.operation()).as(e.getMessage()).isEqualTo(operation);
        assertThat(e.errno()).as(e.getMessage()).isEqualTo(errno);
        assertThat(e.step()).as(e.getMessage()).isNotNegative();
        assertThat(e.getMessage()).contains("Hint: ").contains(words);
    }

    @Test
    void anEmptyRoot() throws Exception {
        Path empty = Files.createDirectory(dir.resolve("empty"));
        assertFails(
                OciBundle.ofRootfs(empty).command("/bin/sh"),
                "execute",
                Errno.ENOENT,
                "there are no files in the root " + empty,
                "busybox");
    }

    @Test
    void aRootWithoutAShell() throws Exception {
        Files.delete(root.resolve("bin/sh"));
        assertFails(bundle("/bin/sh"), "execute", Errno.ENOENT, "there is no such file", root.toString());
        assertFails(bundle("sh"), "execute", Errno.ENOENT, "no such program in PATH", root.toString());
    }

    @Test
    void aRootThatIsNotThere() {
        assertThatThrownBy(() ->
                        OciBundle.ofRootfs(dir.resolve("nowhere")).command("x").run())
                .hasMessage("/root/path: is not a directory: " + dir.resolve("nowhere"));
    }

    @Test
    void aScriptWithoutItsInterpreter() throws Exception {
        Path script = Files.writeString(root.resolve("bin/script"), "#!/usr/bin/python3\nprint()\n");
        mode(script, "rwxr-xr-x");
        assertFails(bundle("script"), "execute", Errno.ENOENT, "its interpreter /usr/bin/python3 does not");
    }

    @Test
    void aMountWithNoexec() {
        OciBundle b = bundle("/programs/busybox", "true")
                .mount(OciMount.bind("/programs", root.resolve("bin").toString(), "noexec"));
        assertFails(b, "execute", Errno.EACCES, "/programs/busybox is on the mount /programs", "has noexec");
    }

    @Test
    @Tag("heavy") // a JVM of its own
    @Requires(Requirement.ROOT)
    void aRootOnAMountOfTheHostWithNoexec() throws Exception {
        // in a mount namespace of its own, so that the host keeps its mounts
        Path tmpfs = Files.createDirectory(dir.resolve("tmpfs"));
        String said = inMountNamespace(tmpfs, "noexec", "noexec", tmpfs.toString());
        assertThat(said)
                .contains("execute /bin/true: EACCES", "the root is on the host's mount " + tmpfs, "remount,exec");
    }

    @Test
    @Tag("heavy") // a JVM of its own
    @Requires(Requirement.ROOT)
    void aMaskedProcOfARootlessHost() throws Exception {
        String said = inMountNamespace(Path.of("/proc/sys"), "ro", "rootless", dir.toString());
        assertThat(said).contains("mount proc on /proc: EPERM", "mounted over", "bind the host's /proc");
    }

    @Test
    @Tag("heavy") // a JVM of its own
    @Requires(Requirement.ROOT)
    void aMaskedSysOfARootlessHost() throws Exception {
        String said = inMountNamespace(Path.of("/sys/kernel"), "ro", "rootless-sys", dir.toString());
        assertThat(said).contains("mount sysfs on /sys: EPERM", "mounted over", "bind the host's /sys");
    }

    /** A controller that this host's cgroups do not have is missing in a hierarchy of v2 that has few. */
    @Test
    @Requires({Requirement.ROOT, Requirement.CGROUP1_MEMORY})
    void aControllerThatIsMissing() throws Exception {
        Spawn spawn = otherJvm("controller", dir.toString())
                .mount(Mount.filesystem("cgroup2", "none", "/sys/fs/cgroup", List.of()));
        assertThat(said(spawn)).contains("memory", "Hint: ").contains("controller");
    }

    private static Spawn otherJvm(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                BrokenHostMain.class.getName()));
        command.addAll(List.of(args));
        return Spawn.command(command)
                .unshare(Namespace.MOUNT)
                .stdin(Stdio.devNull())
                .stdout(Stdio.pipe())
                .stderr(Stdio.toStdout());
    }

    private static String inMountNamespace(Path target, String option, String... args) throws Exception {
        Mount.Filesystem tmpfs = Mount.filesystem("tmpfs", "tmpfs", target.toString(), List.of());
        return said(otherJvm(args).mount(option.equals("noexec") ? tmpfs.noExec() : tmpfs.readOnly()));
    }

    private static String said(Spawn spawn) throws Exception {
        try (LinuxProcess p = spawn.start()) {
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).as(out).isZero();
            return out;
        }
    }

    @Test
    void aSysfsWithoutANetworkOfItsOwn() {
        OciBundle b = rootless(bundle("true"), IdMap.rootToSelf())
                .edit(c -> c.withoutMount("/sys")
                        .withoutMount("/sys/fs/cgroup")
                        .withMount(OciMount.of("/sys", "sysfs", "sysfs")));
        assertFails(b, "mount sysfs on", Errno.EPERM, "add a network namespace", "or bind the host's /sys");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void theWayToTheBundleIsClosedForThisUser() throws Exception {
        Path mine = Files.createDirectory(dir.resolve("mine"));
        Files.createDirectory(mine.resolve("rootfs"));
        mode(mine, "rw-r--r--");
        for (Path p : List.of(mine.resolve("rootfs"), Path.of("/root/bundle/rootfs"))) {
            if (!p.startsWith(mine) && Files.isExecutable(Path.of("/root"))) continue;
            assertThatThrownBy(() -> OciBundle.ofRootfs(p).command("true").run())
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContainingAll("open root " + p, "EACCES", "does not let uid", "chmod o+x");
        }
        assertThatThrownBy(() -> OciBundle.load(mine))
                .isInstanceOf(LinuxException.class)
                .hasMessageContainingAll("config.json", "EACCES", "the directory " + mine, "does not let uid");
    }

    @Test
    @Requires(Requirement.ROOT)
    void theWayToTheBundleIsClosedForRootOfTheContainer() throws Exception {
        Path mine = Files.createDirectory(dir.resolve("mine"));
        Files.move(root, mine.resolve("rootfs"));
        root = mine.resolve("rootfs");
        mode(mine, "rwx------");
        OciBundle b = rootless(bundle("true"), IdMap.range(0, 100_000, 65_536));

        SpawnException e = failure(b);
        assertThat(e).isNotNull();
        assertThat(e.errno()).isEqualTo(Errno.EACCES);
        assertThat(e.getMessage())
                .contains("the directory " + mine + " has mode 0700, is of uid 0 and does not let uid 100000 through");
    }

    @Test
    @Requires(Requirement.ROOT)
    void aProgramThatTheUserMayNotReach() throws Exception {
        Path opt = Files.createDirectory(root.resolve("opt"));
        Files.copy(root.resolve("bin/busybox"), opt.resolve("program"));
        mode(opt.resolve("program"), "rwxr-xr-x");
        mode(opt, "rwx------");
        assertFails(
                bundle("/opt/program", "true").user(1000, 1000),
                "execute",
                Errno.EACCES,
                opt + " has mode 0700",
                "does not let uid 1000 through");
    }

    @Test
    void aProgramThatIsNotExecutable() throws Exception {
        mode(Files.writeString(root.resolve("bin/plain"), "#!/bin/sh\n"), "rw-r--r--");
        assertFails(bundle("plain"), "execute", Errno.EACCES, "chmod +x");
    }

    @Test
    void aWorkingDirectoryThatIsNotThere() {
        OciBundle b = bundle("true")
                .workingDirectory("/proc/none")
                .edit(c ->
                        c.toBuilder().root(new OciRoot(c.root().path(), true)).build());
        assertFails(b, "make directory", Errno.ENOENT, "the working directory /proc/none", "/process/cwd");
    }

    @Test
    void aUserThatIsNotMapped() {
        OciBundle b = rootless(bundle("true"), IdMap.rootToSelf()).edit(c -> c.withUser(1000, 0));
        assertThatThrownBy(b::run).hasMessage("/process/user/uid: 1000 is not mapped by /linux/uidMappings");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void idsOfOthers() {
        OciBundle b = rootless(bundle("true"), IdMap.range(0, 1, 10));
        assertThatThrownBy(b::run).isInstanceOf(LinuxException.class).hasMessageContainingAll("newuidmap", "Hint: ");
    }

    @Test
    void aHardLimitAboveThisProcess() throws Exception {
        Map<String, String> limits = new java.util.HashMap<>();
        Files.lines(Path.of("/proc/self/limits"))
                .filter(l -> l.startsWith("Max open files"))
                .forEach(l -> limits.put("hard", l.substring(26).strip().split(" +")[1]));
        long hard = Long.parseLong(limits.get("hard"));
        Rlimit more = Rlimit.of(Rlimit.Resource.NOFILE, hard + 1);
        OciBundle b = rootless(bundle("true"), IdMap.rootToSelf()).edit(c -> c.editProcess(p -> p.rlimit(more)));
        SpawnException e = failure(b);
        // a privileged root may raise it
        if (e == null) assertThat(Requirement.ROOT.isMet()).isTrue();
        else
            assertThat(e)
                    .hasMessageContainingAll("set limit RLIMIT_NOFILE: EPERM", "CAP_SYS_RESOURCE", "/process/rlimits");
    }

    @Test
    void aBindWithoutItsSource() {
        OciBundle b = bundle("true").bind(dir.resolve("missing"), "/data");
        assertThatThrownBy(b::run)
                .isInstanceOf(LinuxException.class)
                .hasMessageContainingAll("missing", "ENOENT", "Hint: ", "does not exist on the host");
    }

    @Test
    void anAppArmorProfileThatIsNotThereOrWithoutAppArmor() {
        OciBundle b = bundle("true").edit(c -> c.editProcess(p -> p.apparmorProfile("jlinux-not-loaded")));
        assertThatThrownBy(b::run)
                .message()
                .contains("/process/apparmorProfile")
                .containsIgnoringCase("apparmor");
    }
}
