package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A root in which somebody exchanges a directory and a link to the outside (RENAME_EXCHANGE) as fast as the kernel does it,
 * while things are mounted, made and masked there. Whatever the start comes to, the outside never changes.
 */
@NoLeaks
@Timeout(120)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class HostileRootTest extends OnBusyboxRoot {
    private static final int RENAME_EXCHANGE = 2;
    private static final boolean VM = Boolean.getBoolean("jlinux.vm");
    private static final int ROUNDS = Boolean.getBoolean("jlinux.soak") ? 3000 : VM ? 20 : 60;

    @TempDir
    Path work;

    private Path outside;
    private TreeSet<String> before;

    @BeforeEach
    void makeRoot() throws IOException {
        outside = Files.createDirectory(work.resolve("outside"));
        Files.writeString(outside.resolve("file"), "of the host\n");
        Files.createDirectory(outside.resolve("sub"));
        before = tree();
        Files.createDirectories(root.path().resolve("swap/sub"));
        Files.writeString(root.path().resolve("swap/file"), "of the root\n");
        Files.createSymbolicLink(root.path().resolve("link"), outside);
    }

    private TreeSet<String> tree() throws IOException {
        TreeSet<String> all = new TreeSet<>();
        try (Stream<Path> files = Files.walk(outside)) {
            for (Path p : files.toList()) {
                all.add(p + " " + Files.getAttribute(p, "unix:mode") + " " + Files.getAttribute(p, "unix:ino"));
            }
        }
        all.add(Files.readString(outside.resolve("file")));
        return all;
    }

    /** Exchanges two names until it is closed. */
    private static final class Exchange implements AutoCloseable {
        private final Thread thread;
        private volatile boolean done;
        private volatile long count;

        Exchange(Path a, Path b) {
            thread = new Thread(
                    () -> {
                        NativeBuffer one = NativeBuffer.ofString(a.toString());
                        NativeBuffer two = NativeBuffer.ofString(b.toString());
                        int cwd = Fcntl.AT_FDCWD;
                        long n = 0;
                        while (!done) {
                            RawSyscall.call(Syscall.RENAMEAT2, cwd, one.address(), cwd, two.address(), RENAME_EXCHANGE);
                            count = ++n;
                        }
                        one.keepAlive();
                        two.keepAlive();
                    },
                    "exchange");
            thread.start();
        }

        @Override
        public void close() throws InterruptedException {
            done = true;
            thread.join();
            assertThat(count).isPositive();
        }
    }

    private Spawn box(String script) {
        Spawn spawn = Spawn.command("/bin/sh", "-c", script)
                .env("PATH", "/bin")
                .unshare(Namespace.MOUNT)
                .rootfs(root.path());
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    private record Outcomes(int began, int refused, String lastRefusal) {}

    /** Starts that may fail, none of which may reach the outside. */
    private Outcomes race(Spawn spawn) throws Exception {
        int began = 0;
        int refused = 0;
        String last = "";
        try (Exchange ignored =
                new Exchange(root.path().resolve("swap"), root.path().resolve("link"))) {
            // where it can, until both have been seen
            for (int i = 0; i < ROUNDS || (!VM && i < 3 * ROUNDS && (began == 0 || refused == 0)); i++) {
                try {
                    assertThat(Run.of(spawn).out()).doesNotContain("of the host");
                    began++;
                } catch (SpawnException e) {
                    // as good as inside
                    refused++;
                    last = e.getMessage();
                }
            }
        }
        assertThat(tree()).isEqualTo(before);
        return new Outcomes(began, refused, last);
    }

    /**
     * Some of them have come to their end. How many were caught on the way is the scheduler's: the busier, the fewer; in the virtual machine, where
     * a start takes long enough for thousands of exchanges, it can be all.
     */
    private void someBegin(Spawn spawn) throws Exception {
        Outcomes outcomes = race(spawn);
        assertThat(VM ? outcomes.began + outcomes.refused : outcomes.began)
                .as("of " + outcomes)
                .isPositive();
    }

    @Test
    void targetsOfMounts() throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        someBegin(box("cat /swap/file; echo written > /swap/sub/x; echo written > /swap/new/x")
                .mount(
                        Mount.tmpfs("/swap/sub"),
                        Mount.tmpfs("/swap/new"),
                        Mount.bind(data, "/swap/made/deep"),
                        Mount.bind(root.bin("busybox"), "/swap/made/file")));
    }

    @Test
    void devicesAndLinks() throws Exception {
        Spawn spawn = box("cat /swap/file");
        // an ordinary user's devices are the host's at the same paths, which has none there
        Spawn made = Requirement.ROOT.isMet()
                ? spawn.device(Device.character("/swap/null", 1, 3)).device(Device.character("/swap/dev/zero", 1, 5))
                : spawn.mount(Mount.bind("/dev/null", "/swap/null"), Mount.bind("/dev/zero", "/swap/dev/zero"));
        someBegin(made.symlink("/swap/one", "../x").symlink("/swap/links/two", "y"));
    }

    @Test
    void masksAndReadOnlyPathsAndTheWorkingDirectory() throws Exception {
        someBegin(box("cat file /swap/file; echo written > x")
                .mask("/swap/file", "/swap/sub")
                .readOnly("/swap")
                .directory("/swap/cwd")
                .createDirectory());
    }

    @Test
    void theWalkOfKernelsWithoutOpenat2() throws Exception {
        KernelFeatures old = MountFallbackTest.linux54();
        someBegin(box("cat /swap/file; echo written > /swap/sub/x")
                .mount(Mount.tmpfs("/swap/sub"), Mount.tmpfs("/swap/new/deep").readOnly())
                .mask("/swap/file")
                .symlink("/swap/one", "../x")
                .features(old));
    }

    @Test
    void whatAFailedStartRemoves() throws Exception {
        Outcomes outcomes = race(box("true").mount(Mount.tmpfs("/swap/new/deep"), Mount.of("no-such-type", "/never")));
        assertThat(outcomes.began).isZero();
        assertThat(outcomes.refused).isGreaterThanOrEqualTo(ROUNDS);
    }

    @Test
    void aLinkThatLeadsNowhereIsMadeInside() throws Exception {
        Path gone = work.resolve("gone/dir");
        Files.createSymbolicLink(root.path().resolve("dangling"), gone);
        Files.createSymbolicLink(root.path().resolve("conf"), Path.of("../../.." + work + "/nowhere/conf"));
        Path file = Files.writeString(work.resolve("conf"), "content\n");
        Run run = Run.of(box("cat /conf; echo x > /dangling/x; ls /dangling; readlink /dangling")
                .mount(Mount.bind(file, "/conf"), Mount.tmpfs("/dangling")));
        assertThat(run.lines()).isEqualTo(List.of("content", "x", gone.toString()));
        assertThat(gone).doesNotExist();
        assertThat(root.path().resolve(gone.toString().substring(1))).isDirectory();
    }
}
