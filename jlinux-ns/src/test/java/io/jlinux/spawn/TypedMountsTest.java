package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Device;
import io.jlinux.mount.DevptsOptions;
import io.jlinux.mount.Mount;
import io.jlinux.mount.MountInfo;
import io.jlinux.mount.ProcOptions;
import io.jlinux.mount.ProcOptions.HidePid;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mounts with typed options, as the kernel then shows them. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class TypedMountsTest {
    @TempDir
    Path work;

    private static Spawn in(String script, Mount... mounts) {
        Spawn spawn = Spawn.command("/bin/sh", "-c", script)
                .env("PATH", "/bin:/usr/bin")
                .unshare(Namespace.MOUNT, Namespace.PID, Namespace.IPC, Namespace.NET, Namespace.CGROUP)
                .rootfs(Rootfs.host())
                .mount(mounts);
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    private static MountInfo mounted(Mount mount) throws Exception {
        String text = Run.text(in("cat /proc/self/mountinfo", Mount.proc(), mount));
        List<MountInfo> found = MountInfo.parse(text).stream()
                .filter(m -> m.target().equals(mount.target()))
                .toList();
        return found.get(found.size() - 1);
    }

    @Test
    void aTmpfsHasItsSizeInodesModeAndOwner() throws Exception {
        MountInfo m = mounted(Mount.tmpfs(
                "/t", TmpfsOptions.DEFAULTS.size(1 << 20).inodes(100).mode(0750).owner(0, 0)));
        assertThat(m.type()).isEqualTo("tmpfs");
        assertThat(m.options()).contains("nosuid", "nodev");
        assertThat(m.superOptions()).contains("size=1024k", "nr_inodes=100", "mode=750");
    }

    @Test
    void aProcCanHideProcessesAndEverythingElse() throws Exception {
        MountInfo m = mounted(
                Mount.proc(ProcOptions.DEFAULTS.hidePid(HidePid.INVISIBLE).gid(0)));
        assertThat(m.superOptions()).anyMatch(o -> o.matches("hidepid=(2|invisible)"));
        assertThat(mounted(Mount.proc(ProcOptions.DEFAULTS.hidePid(HidePid.NO_ACCESS)))
                        .superOptions())
                .anyMatch(o -> o.matches("hidepid=(1|noaccess)"));
        assertThat(mounted(Mount.proc(ProcOptions.DEFAULTS.hidePid(HidePid.PTRACEABLE)))
                        .superOptions())
                .anyMatch(o -> o.matches("hidepid=(4|ptraceable)"));
        String only = Run.text(
                in("ls /proc | grep -v '^[0-9]' | sort | tr '\\n' ' '", Mount.proc(ProcOptions.DEFAULTS.onlyPids())));
        assertThat(only.strip()).isEqualTo("self thread-self");
    }

    @Test
    void aDevptsHasItsModes() throws Exception {
        MountInfo m = mounted(Mount.devpts(DevptsOptions.DEFAULTS.mode(0600).max(7)));
        assertThat(m.superOptions()).contains("mode=600", "ptmxmode=666", "max=7");
    }

    @Test
    void devicesWorkInATmpfsForThem() throws Exception {
        Spawn spawn = in("echo x > /dev/null && head -c 3 /dev/zero | wc -c", Mount.dev())
                .device(Device.DEFAULTS.toArray(new Device[0]));
        assertThat(Run.text(spawn)).isEqualTo("3");
        assertThat(mounted(Mount.dev()).options()).contains("nosuid", "noexec").doesNotContain("nodev");
    }

    @Test
    void kernelFileSystemsOfTheNewNamespaces() throws Exception {
        assertThat(mounted(Mount.mqueue()).type()).isEqualTo("mqueue");
        MountInfo sys = mounted(Mount.sysfs());
        assertThat(sys.options()).contains("ro", "nosuid", "nodev", "noexec");
        assertThat(sys.superOptions()).doesNotContain("ro");
        assertThat(mounted(Mount.cgroup2("/cg")).type()).isEqualTo("cgroup2");
    }

    @Test
    @Requires({Requirement.CGROUP1_PIDS, Requirement.ROOT})
    void aV1HierarchyByItsController() throws Exception {
        assertThat(mounted(Mount.cgroup1("/cg", "pids")).superOptions()).contains("pids");
    }

    @Test
    void readOnlyReachesTheSuperblockOfAFileSystemThatIsNotTheKernels() throws Exception {
        assertThat(in(
                                "true",
                                Mount.filesystem("ext4", "/dev/nothing", "/x", List.of("errors=panic"))
                                        .readOnly())
                        .explain())
                .anyMatch(l -> l.contains("FSCONFIG_SET_FLAG, \"ro\""));
        assertThat(in("true", Mount.sysfs()).explain()).noneMatch(l -> l.contains("FSCONFIG_SET_FLAG, \"ro\""));
    }

    @Test
    @Requires(Requirement.ROOT)
    void aBindMayLeaveOutWhatIsMountedBelow() throws Exception {
        Path data = Files.createDirectories(work.resolve("data"));
        Path below = Files.createDirectory(data.resolve("below"));
        Files.writeString(below.resolve("covered"), "");
        // the namespace of this thread, which the child's is a copy of
        try (NamespaceScope scope = Namespace.unshare(Namespace.MOUNT)) {
            assertThat(scope).isNotNull();
            Mounts.attach(Mount.tmpfs(below.toString()));
            Files.writeString(below.resolve("mounted"), "");
            String ls = "ls /d/below; grep -c ' /d/below ' /proc/self/mountinfo; touch /d/x 2>/dev/null || echo ro";
            Mount.Bind bind = Mount.bind(data, "/d");
            assertThat(Run.of(in(ls, Mount.proc(), bind.readOnly())).lines()).containsExactly("mounted", "1", "ro");
            assertThat(Run.of(in(ls, Mount.proc(), bind.nonRecursive().readOnly()))
                            .lines())
                    .containsExactly("covered", "0", "ro");
        }
    }

    @Test
    void attributesOfAllMountsBelow() throws Exception {
        String text = Run.text(in(
                "cat /proc/self/mountinfo",
                Mount.proc(),
                Mount.bind("/dev", "/d").recursivelyReadOnly()));
        List<MountInfo> below =
                MountInfo.parse(text).stream().filter(m -> m.isAtOrBelow("/d")).toList();
        assertThat(below).isNotEmpty().allMatch(m -> m.options().contains("ro"));
    }

    @Test
    void propagationIsChangedInOrder() throws Exception {
        MountInfo m = mounted(Mount.tmpfs("/t").propagation(Propagation.SHARED));
        assertThat(m.peerGroup()).isPresent();
        assertThat(mounted(Mount.tmpfs("/t").propagation(Propagation.UNBINDABLE))
                        .unbindable())
                .isTrue();
    }

    @Test
    @Requires(Requirement.ROOT)
    void idsAreMappedThroughTheMountAndStoredUnmapped() throws Exception {
        if (!IdMappable.check(work)) return;
        Path data = Files.createDirectory(work.resolve("data"));
        Files.writeString(data.resolve("of-root"), "");
        Mount.Bind mapped = Mount.bind(data, "/data").idMap(IdMap.range(0, 100000, 1000));
        Run plain = Run.of(in("stat -c %u /data/of-root; touch /data/x", mapped));
        if (plain.lines().isEmpty()) throw new AssertionError(plain);
        assertThat(plain.lines()).containsExactly("100000");
        assertThat(plain.err()).contains("/data/x");
        Spawn inUser = in("stat -c %u /data/of-root; touch /data/new; stat -c %u /data/new", mapped)
                .unshare(Namespace.USER)
                .idMap(IdMap.range(0, 100000, 1000));
        assertThat(inUser.explain()).anyMatch(l -> l.contains("ids 0:100000:1000"));
        assertThat(Run.text(inUser)).isEqualTo("0\n0");
        assertThat(Files.getAttribute(data.resolve("new"), "unix:uid")).isEqualTo(0);
    }

    @Test
    @Requires(Requirement.ROOT)
    void whatIsMountedBelowAnIdMappedBindDoesNotReachTheHost() throws Exception {
        if (!IdMappable.check(work)) return;
        Path data = Files.createDirectory(work.resolve("data"));
        Files.createDirectory(data.resolve("sub"));
        Spawn spawn = in(
                "mount | grep -c /data/sub",
                Mount.proc(),
                Mount.bind(data, "/data").idMap(IdMap.range(0, 100000, 1000)),
                Mount.tmpfs("/data/sub"));
        assertThat(Run.text(spawn)).isEqualTo("1");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(data.toString());
    }

    @Test
    @Requires(Requirement.ROOT)
    void aFileSystemThatCannotMapIdsSaysSo() {
        assertThatThrownBy(() -> in(
                                "true", Mount.bind("/proc", "/p").nonRecursive().idMap(IdMap.range(0, 100000, 10)))
                        .start())
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith("map ids of /proc: EINVAL")
                .hasMessageContaining("cannot map ids");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void anOrdinaryUserCannotMapIdsAndIsToldWhy() {
        assertThatThrownBy(() -> in("true", Mount.bind(work, "/p").idMap(IdMap.range(0, 100000, 10)))
                        .start())
                .isInstanceOf(LinuxException.class);
    }
}
