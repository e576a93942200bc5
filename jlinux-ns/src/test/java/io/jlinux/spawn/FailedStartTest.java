package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a child makes in the user's directories is removed again when its start fails, at whichever step. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class FailedStartTest extends OnBusyboxRoot {
    @TempDir
    Path work;

    @BeforeEach
    void makeRoot() throws IOException {
        Files.createDirectory(root.path().resolve("here"));
    }

    private static List<String> files(Path... directories) throws IOException {
        Stream<String> all = Stream.of();
        for (Path d : directories) {
            try (Stream<Path> files = Files.walk(d)) {
                all = Stream.concat(all, files.map(Path::toString).sorted().toList().stream());
            }
        }
        return all.toList();
    }

    private Spawn box(Path data) {
        Spawn spawn = Spawn.command("/bin/true")
                .unshare(Namespace.MOUNT)
                .rootfs(root.path())
                .mount(
                        Mount.tmpfs("/here/new"),
                        Mount.bind(data, "/a/b/c").nonRecursive(),
                        Mount.tmpfs("/a/b/c/in/data"),
                        Mount.bind(root.bin("busybox"), "/a/file"))
                .symlink("/links/one", "../x")
                .directory("/cwd/deep")
                .createDirectory();
        return Requirement.ROOT.isMet()
                ? spawn.device(Device.DEFAULTS.get(0), new Device("/dev2/fifo", 'p', 0, 0, 0600, 1, 1))
                : spawn.unshare(Namespace.USER).device(Device.DEFAULTS.get(0));
    }

    private void breakAll(Spawn spawn, Path data) throws Exception {
        List<String> before = files(root.path(), data);
        int steps = spawn.explain().size() - 1;
        int failed = 0;
        for (int i = 0; i < steps; i += Steps.STRIDE) {
            try {
                Run.of(spawn.breakStep(i));
                // the broken step was passed over: what was made stays, as after any start
                delete(root.path(), before);
                delete(data, before);
            } catch (SpawnException e) {
                failed++;
            }
            assertThat(files(root.path(), data))
                    .as("after " + spawn.explain().get(i + 1))
                    .isEqualTo(before);
        }
        // others are passed over, or have a fallback
        assertThat(failed).isGreaterThan(steps / Steps.STRIDE / 3);
        Run.of(spawn.breakStep(-1));
        assertThat(files(root.path(), data)).contains(root.path() + "/a/file", data + "/in/data");
    }

    private static void delete(Path root, List<String> keep) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path p : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!keep.contains(p.toString())) Files.delete(p);
            }
        }
    }

    @Test
    void nothingIsLeftAtAnyStep() throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        breakAll(box(data), data);
    }

    @Test
    @Requires(Requirement.ROOT)
    void norOfAChildInAnImage() throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        Spawn spawn = box(data).user(1000, 1000);
        breakAll(spawn, data);
    }

    @Test
    void norWithoutOpenat2() throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        breakAll(box(data).features(MountFallbackTest.linux54()), data);
    }

    @Test
    void whatWasThereBeforeStays() throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        Files.createDirectories(root.path().resolve("a/b/c"));
        Files.createDirectories(root.path().resolve("cwd/deep"));
        List<String> before = files(root.path(), data);

        assertThatThrownBy(
                        () -> box(data).mount(Mount.of("no-such-type", "/zzz")).start())
                .isInstanceOf(SpawnException.class);
        assertThat(files(root.path(), data)).isEqualTo(before);
    }
}
