package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts that are changed, and mount points that are taken back after a start that succeeded. */
@NoLeaks
@Requires(Requirement.ROOT)
class RemountTest {
    private static String run(Spawn spawn) throws Exception {
        try (LinuxProcess p = spawn.stderr(Stdio.toStdout()).start()) {
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            p.waitFor();
            return out;
        }
    }

    private static Spawn box(String script) {
        return Spawn.command("/bin/sh", "-c", script).unshare(Namespace.MOUNT);
    }

    @Test
    void attributesThatAreNotNamedStay(@TempDir Path dir) throws Exception {
        Mount tmp = Mount.tmpfs(dir.toString(), "size=1m").noExec();

        String out = run(box("grep ' " + dir + " ' /proc/mounts")
                .mount(tmp, Mount.remount(dir.toString()).readOnly()));

        assertThat(out).contains(" ro,nosuid,nodev,noexec").contains("size=1024k");
    }

    @Test
    void theFileSystemIsToldItsOptions(@TempDir Path dir) throws Exception {
        Mount.Remount larger = new Mount.Remount(
                dir.toString(),
                List.of("size=3m"),
                Mount.remount("/").attributes(),
                Mount.remount("/").attributes(),
                List.of());

        assertThat(run(box("grep ' " + dir + " ' /proc/mounts").mount(Mount.tmpfs(dir.toString(), "size=1m"), larger)))
                .contains("size=3072k");
    }

    @Test
    void whatIsNoMountIsAnError(@TempDir Path dir) {
        assertThatThrownBy(() ->
                        run(box("true").mount(Mount.remount(dir.toString()).readOnly())))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .hasMessageStartingWith("remount " + dir);
    }

    @Test
    void explainShowsIt(@TempDir Path dir) throws Exception {
        assertThat(box("true").mount(Mount.remount(dir.toString()).readOnly()).explain())
                .anyMatch(l -> l.contains("mount_setattr") && l.contains("ro"));
    }

    @Test
    void mountPointsOfAStartThatSucceededCanBeTakenBack(@TempDir Path dir) throws Exception {
        Path deep = dir.resolve("a/b");
        for (Namespace[] kinds : new Namespace[][] {{Namespace.MOUNT}, {Namespace.MOUNT, Namespace.TIME}}) {
            Files.createDirectory(dir.resolve("there"));
            try (LinuxProcess p = Spawn.command("/bin/true")
                    .unshare(kinds)
                    .mount(
                            Mount.tmpfs(deep.toString()),
                            Mount.tmpfs(dir.resolve("there").toString()))
                    .mount(Mount.bind("/etc/hostname", dir.resolve("file").toString()))
                    .start()) {
                p.waitFor();
                assertThat(deep).exists();
                assertThat(dir.resolve("file")).exists();
                p.removeMountPoints();
            }
            assertThat(dir.resolve("a")).doesNotExist();
            assertThat(dir.resolve("file")).doesNotExist();
            Files.delete(dir.resolve("there")); // which was there before
        }
    }

    @Test
    void whatSomebodyElseHasFilledStays(@TempDir Path dir) throws Exception {
        try (LinuxProcess p =
                box("true").mount(Mount.tmpfs(dir.resolve("a").toString())).start()) {
            p.waitFor();
            Files.writeString(dir.resolve("a/file"), "x");
            p.removeMountPoints();
        }
        assertThat(dir.resolve("a/file")).exists();
    }
}
