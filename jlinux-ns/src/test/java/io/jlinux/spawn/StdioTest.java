package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the three standard streams lead. */
@NoLeaks
@Timeout(60)
class StdioTest {
    @TempDir
    Path work;

    private static Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script);
    }

    @Test
    void bigDataGoesThroughPipesBothWays() throws Exception {
        byte[] data = new byte[5 << 20];
        new Random(1).nextBytes(data);
        try (LinuxProcess p = Spawn.command("cat").start()) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try (OutputStream in = p.getOutputStream()) {
                    in.write(data);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            byte[] back = p.getInputStream().readAllBytes();
            writer.get(20, TimeUnit.SECONDS);
            assertThat(Arrays.equals(back, data)).isTrue();
            assertThat(p.waitFor()).isZero();
        }
    }

    @Test
    void stdoutAndStderrAreApart() throws Exception {
        Run run = Run.of(sh("echo out; echo err >&2"));
        assertThat(run.out()).isEqualTo("out\n");
        assertThat(run.err()).isEqualTo("err\n");
    }

    @Test
    void stderrCanBeStdout() throws Exception {
        Run run = Run.of(sh("echo out; echo err >&2").stderr(Stdio.toStdout()));
        assertThat(run.out()).isEqualTo("out\nerr\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void devNullIsEmptyAndSwallows() throws Exception {
        Run run = Run.of(
                sh("wc -c; readlink /proc/self/fd/2 >&1").stdin(Stdio.devNull()).stderr(Stdio.devNull()));
        assertThat(run.lines()).containsExactly("0", "/dev/null");
    }

    @Test
    void aFileIsTruncatedOrAppendedTo() throws Exception {
        Path file = work.resolve("out");
        Run.of(sh("echo a long first line").stdout(Stdio.file(file)));
        Run.of(sh("echo one").stdout(Stdio.file(file)));
        Run.of(sh("echo two >&2").stderr(Stdio.appendTo(file)));
        assertThat(file).hasContent("one\ntwo\n");
        assertThat(Run.text(Spawn.command("cat").stdin(Stdio.file(file)))).isEqualTo("one\ntwo");
    }

    @Test
    void aMissingInputFileIsAnErrorBeforeAnythingStarts() {
        Path missing = work.resolve("missing");
        assertThatThrownBy(() -> Spawn.command("cat").stdin(Stdio.file(missing)).start())
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .isNotInstanceOf(SpawnException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aFileThatIsOnlyExplainedIsNotTouched() throws Exception {
        Path file = Files.writeString(work.resolve("kept"), "content");
        Spawn.command("true")
                .stdout(Stdio.file(file))
                .stderr(Stdio.file(work.resolve("new")))
                .explain();
        assertThat(file).hasContent("content");
        assertThat(work.resolve("new")).doesNotExist();
    }

    @Test
    void inheritedStreamsAreThisJvmsOwn() throws Exception {
        String own = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
        assertThat(Run.text(sh("readlink /proc/$$/fd/0").stdin(Stdio.inherit())))
                .isEqualTo(own);
    }

    @Test
    void streamsThatAreNoPipesAreEmptyOrClosed() throws Exception {
        try (LinuxProcess p = sh("exit 0")
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.toStdout())
                .start()) {
            assertThat(p.getInputStream().read()).isEqualTo(-1);
            assertThat(p.getErrorStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> p.getOutputStream().write(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aDescriptorIsLentForAStream() throws Exception {
        Path file = Files.writeString(work.resolve("in"), "lent");
        try (Fd fd = Fd.open(file, Fcntl.O_RDONLY)) {
            assertThat(Run.text(Spawn.command("cat").stdin(Stdio.descriptor(fd))))
                    .isEqualTo("lent");
            assertThat(fd.isOpen()).isTrue();
        }
    }

    @Test
    void writingToAProgramThatHasEndedIsABrokenPipe() throws Exception {
        try (LinuxProcess p = Spawn.command("true").start()) {
            p.waitFor();
            assertThatThrownBy(() -> p.getOutputStream().write(new byte[100]))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
        }
    }

    @Test
    void availableIsWhatCanBeReadAtOnce() throws Exception {
        try (LinuxProcess p = sh("echo hello; exec sleep 60").start()) {
            InputStream out = p.getInputStream();
            assertThat(out.read()).isEqualTo('h');
            assertThat(out.available()).isEqualTo(5);
        }
    }

    @Test
    void closingWakesAReaderInAnotherThread() throws Exception {
        try (LinuxProcess p = Spawn.command("sleep", "60").start()) {
            InputStream out = p.getInputStream();
            assertBlockedCallEndsWhen(out::read, out::close);
            assertThatThrownBy(out::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
        }
    }

    @Test
    void closingWakesAWriterInAnotherThread() throws Exception {
        try (LinuxProcess p = Spawn.command("sleep", "60").start()) {
            OutputStream in = p.getOutputStream();
            assertBlockedCallEndsWhen(
                    () -> {
                        in.write(new byte[1 << 20]);
                        return 0;
                    },
                    in::close);
        }
    }

    private interface Blocking {
        int call() throws IOException;
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertBlockedCallEndsWhen(Blocking call, Action action) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Throwable> thrown = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            try {
                call.call();
                return new AssertionError("it came back");
            } catch (IOException e) {
                return e;
            }
        });
        begun.await();
        Thread.sleep(100);
        action.run();
        assertThat(thrown.get(10, TimeUnit.SECONDS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void twoPassedDescriptorsCanSwapTheirNumbers() throws Exception {
        try (Fd a = Fd.open(Files.writeString(work.resolve("a"), "A"), Fcntl.O_RDONLY);
                Fd b = Fd.open(Files.writeString(work.resolve("b"), "B"), Fcntl.O_RDONLY)) {
            Spawn spawn = Spawn.command("cat", "/proc/self/fd/" + b.number(), "/proc/self/fd/" + a.number())
                    .pass(a, b.number())
                    .pass(b, a.number());
            assertThat(Run.text(spawn)).isEqualTo("AB");
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aPassedDescriptorMayHaveAnyNumberAlsoInAnImage() throws Exception {
        try (Fd lent = Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY);
                LinuxProcess box =
                        Spawn.command("sleep", "60").unshare(Namespace.USER).start();
                NamespaceHandle user = box.namespace(Namespace.USER)) {
            // whatever numbers the spawn itself uses are among these
            for (int number = 3; number < lent.number() + 25; number++) {
                Spawn spawn = Spawn.command("readlink", "/proc/self/fd/" + number)
                        .join(user)
                        .pass(lent, number);
                assertThat(Run.text(spawn)).as("as %d", number).isEqualTo("/dev/zero");
            }
        }
    }

    @Test
    void nothingElseIsOpenInTheChild() throws Exception {
        try (Fd lent = Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY)) {
            // 3 is the directory that ls itself opens
            assertThat(Run.of(Spawn.command("ls", "/proc/self/fd").pass(lent, 40))
                            .lines())
                    .containsExactly("0", "1", "2", "3", "40");
        }
    }

    @Test
    @Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
    void aTerminalIsTheControllingOne() throws Exception {
        try (BusyboxRoot root = BusyboxRoot.create();
                LinuxProcess p = Spawn.command(
                                "/bin/sh",
                                "-c",
                                "tty; stty size 2>/dev/null; echo to console >/dev/console; read x; echo got $x")
                        .unshare(Namespace.USER, Namespace.MOUNT, Namespace.PID)
                        .rootfs(root.path())
                        .mount(Mount.tmpfs("/dev"), Mount.devpts())
                        .terminal(new Terminal(80, 25))
                        .start()) {
            p.getOutputStream().write("typed\n".getBytes(StandardCharsets.UTF_8));
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(out).contains("/dev/pts/0").contains("to console").contains("got typed");
            assertThat(p.waitFor()).isZero();
        }
    }
}
