package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Overlay;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.ns.Namespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Roots of every kind, as root and, in a user namespace, as an ordinary user. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class RootfsTest extends OnBusyboxRoot {
    @TempDir
    Path work;

    private List<String> before;

    @BeforeEach
    void makeRoot() throws IOException {
        before = files();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root.path())) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    private static Spawn in(Rootfs rootfs, String script) {
        Spawn spawn = Spawn.command("/bin/sh", "-c", script)
                .env("PATH", "/bin:/usr/bin")
                .unshare(Namespace.MOUNT, Namespace.PID)
                .rootfs(rootfs);
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    @Test
    void theHostsProgramsRunAndNothingElseIsThere() throws Exception {
        Run run = Run.of(in(Rootfs.host(), "ls -A /; ls -A /etc | wc -l; touch /usr/x || echo ro; cat /etc/shadow"));
        assertThat(run.lines())
                .contains("usr", "bin", "etc", "ro")
                .doesNotContain("home", "root", "var", "proc", "tmp");
        assertThat(run.err()).contains("/etc/shadow");
        assertThat(run.lines()).isNotEmpty();
    }

    @Test
    void everyMountOfTheHostsPartsIsReadOnlyWithoutSetuidAndDevices() throws Exception {
        List<String> mounts = Run.of(in(Rootfs.host().with("/dev/shm"), "cat /proc/self/mountinfo")
                        .mount(Mount.proc()))
                .lines();
        List<String> parts = mounts.stream()
                .filter(l -> !l.split(" ")[4].equals("/") && !l.split(" ")[4].equals("/proc"))
                .toList();
        assertThat(parts).isNotEmpty().allMatch(l -> l.split(" ")[5].matches("ro,nosuid,nodev.*"));
    }

    @Test
    void theHostsRootCanBeUsedAsASandbox() throws Exception {
        Spawn spawn = in(Rootfs.host(), "echo x > /dev/null; echo y > /tmp/f; cat /tmp/f; echo /proc/[0-9]*")
                .mount(Mount.proc(), Mount.tmpfs("/tmp", TmpfsOptions.DEFAULTS.size(1 << 20)))
                .device(Device.DEFAULTS.toArray(new Device[0]));
        assertThat(Run.text(spawn).lines()).containsExactly("y", "/proc/1");
    }

    @Test
    void whatIsWrittenToAnOverlayIsThrownAway() throws Exception {
        Spawn spawn = in(
                Rootfs.overlay(root.path()),
                "echo new > /bin/new; cat /bin/new; rm /bin/wc; mkdir /made; ls /made /bin/wc; readlink /bin/cat");
        Run run = Run.of(spawn);
        assertThat(run.lines()).contains("new", "busybox");
        assertThat(run.err()).contains("/bin/wc: No such file");
        assertThat(files()).isEqualTo(before);
    }

    /** What is removed needs no mark; a directory in the place of another one does, which a tmpfs cannot keep before Linux 6.6. */
    @Test
    void anOverlayOfANewUserNamespaceKeepsItsMarksInAttributesOfUsers() throws Exception {
        Spawn box = Spawn.command("/bin/sh", "-c", "rm /bin/wc; [ -e /bin/wc ] || echo gone")
                .env("PATH", "/bin")
                .unshare(Namespace.MOUNT, Namespace.PID, Namespace.USER)
                .rootfs(Rootfs.overlay(root.path()));
        assertThat(String.valueOf(box.explain())).contains("userxattr");
        assertThat(Run.text(box)).isEqualTo("gone");
    }

    @Test
    @Requires(Requirement.ROOT)
    void rootsOverlayKeepsThemInTrustedOnes() throws Exception {
        Spawn box = in(Rootfs.overlay(root.path()), "true");
        assertThat(String.valueOf(box.explain())).doesNotContain("userxattr");
    }

    @Test
    void targetsOfMountsInAnOverlayAreMadeInItsThrowAwayLayer() throws Exception {
        Spawn spawn = in(Rootfs.overlay(root.path()), "echo x > /some/deep/place/f; ls /some/deep/place")
                .mount(Mount.tmpfs("/some/deep/place"))
                .directory("/cwd")
                .createDirectory();
        assertThat(Run.text(spawn)).isEqualTo("f");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void theThrowAwayLayerHasALimit() throws Exception {
        Rootfs small = Rootfs.overlay(root.path()).throwAway(TmpfsOptions.DEFAULTS.size(64 << 10));
        Run run = Run.of(in(
                small,
                "i=0; while echo 0123456789012345678901234567890123456789; do i=$((i+1)); done > /big; echo done"));
        assertThat(run.err()).contains("No space left");
    }

    @Test
    void layersMayHaveAnyNameAndAnyNumber() throws Exception {
        List<Path> lower = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Path layer = Files.createDirectory(work.resolve("layer:" + i + ",\\ x".repeat(i % 3)));
            Files.writeString(layer.resolve("f" + i), "");
            lower.add(layer);
        }
        lower.add(root.path());
        Overlay overlay = Overlay.of(lower);
        assertThat(overlay.fitsStrings()).isFalse();
        Rootfs thrown = Rootfs.overlay(lower.toArray(new Path[0]));
        assertThat(Run.text(in(thrown, "echo /f* | wc -w; touch /x; ls /x"))).isEqualTo("60\n/x");
        assertThat(Run.of(in(Rootfs.overlay(overlay), "echo /f* | wc -w; touch /x || echo ro"))
                        .lines())
                .containsExactly("60", "ro");
    }

    @Test
    void aCallersUpperLayerKeepsWhatWasWritten() throws Exception {
        for (String name : List.of("plain", "back\\slash", "co,mma", "co:lon")) {
            Path dir = Files.createDirectory(work.resolve(name));
            Path upper = Files.createDirectory(dir.resolve("upper"));
            Path job = Files.createDirectory(dir.resolve("work"));
            Overlay overlay = Overlay.of(root.path()).upper(upper, job);
            assertThat(Run.text(in(Rootfs.overlay(overlay), "echo kept > /kept; cat /kept")))
                    .isEqualTo("kept");
            assertThat(upper.resolve("kept")).hasContent("kept");
            Path left = job.resolve("work");
            if (Files.exists(left))
                Files.setPosixFilePermissions(
                        left,
                        java.util.Set.copyOf(java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
        }
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void anOverlayIsAMountAmongOthers() throws Exception {
        Path one = Files.createDirectory(work.resolve("one"));
        Path two = Files.createDirectory(work.resolve("a:b"));
        Files.writeString(one.resolve("f"), "one\n");
        Files.writeString(two.resolve("f"), "two\n");
        Files.writeString(two.resolve("g"), "g\n");
        Spawn spawn = in(Rootfs.overlay(root.path()), "cat /o/f /o/g; touch /o/x || echo ro")
                .mount(Mount.overlay("/o", Overlay.of(one, two)).noSuid());
        assertThat(Run.of(spawn).lines()).containsExactly("one", "g", "ro");
    }

    @Test
    void aRootMayBeEnteredByChroot() throws Exception {
        Spawn spawn = in(
                        Rootfs.directory(root.path()).chroot(),
                        "ls /; cd /; cd ../../..; ls bin/busybox; cat /proc/self/mountinfo | wc -l")
                .mount(Mount.proc());
        assertThat(spawn.explain()).anyMatch(l -> l.contains("chroot(")).noneMatch(l -> l.contains("pivot_root"));
        assertThat(Run.text(spawn).lines())
                .contains("bin", "proc", "bin/busybox")
                .doesNotContain("etc", "usr", "home");
        Files.delete(root.path().resolve("proc"));
    }

    @Test
    void theClassicWayOutOfAChrootEndsInTheSameRoot() throws Exception {
        Spawn spawn = in(
                Rootfs.directory(root.path()).chroot(),
                "mkdir /jail; /bin/busybox chroot /jail /bin/true; cd /jail; cd ../../../../..; ls -d etc usr bin; rmdir /jail");
        assertThat(Run.of(spawn).lines()).containsExactly("bin");
    }

    @Test
    void aMissingRootSaysSo() throws Exception {
        Path gone = work.resolve("gone");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> in(Rootfs.directory(gone), "true").start())
                .isInstanceOf(SpawnException.class)
                .hasMessageContaining("the root directory does not exist");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> in(Rootfs.overlay(gone), "true").start())
                .isInstanceOf(SpawnException.class)
                .hasMessageContaining("the layer " + gone + " does not exist");
    }
}
