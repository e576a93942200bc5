package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Output is kept up to a bound, whatever the program writes. */
@NoLeaks
@Timeout(120)
class CaptureTest {
    private static Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script).stdin(Stdio.devNull());
    }

    private static LinuxProcess ended(Spawn spawn) throws Exception {
        LinuxProcess p = spawn.start();
        p.waitFor();
        return p;
    }

    @Test
    void whatFitsIsWhole() throws Exception {
        try (LinuxProcess p = ended(sh("echo one; echo two; echo three >&2")
                .stdout(Capture.head(100).stdio())
                .stderr(Capture.tail(100).stdio()))) {
            assertThat(p.captured(1).text()).isEqualTo("one\ntwo\n");
            assertThat(p.captured(2).text()).isEqualTo("three\n");
            assertThat(p.captured(1).omitted()).isZero();
            assertThat(p.captured(1).ended()).isTrue();
            assertThat(p.getInputStream().read()).as("no Java stream").isEqualTo(-1);
        }
    }

    @Test
    void headAndTailOfMuchMoreAreExact() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 1; i <= 20_000; i++) all.append(i).append('\n');
        for (int[] sizes :
                new int[][] {{10, 0}, {0, 10}, {7, 13}, {50_000, 70_001}, {0, 1}, {0, 0}, {1 << 20, 1 << 20}}) {
            Capture c = Capture.headAndTail(sizes[0], sizes[1]);
            try (LinuxProcess p = ended(Spawn.command("seq", "20000").stdout(c.stdio()))) {
                CapturedOutput o = p.captured(1);
                assertThat(o.total()).isEqualTo(all.length());
                int head = Math.min(sizes[0], all.length());
                int tail = Math.min(sizes[1], all.length() - head);
                assertThat(new String(o.head(), java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo(all.substring(0, head));
                assertThat(new String(o.tail(), java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo(all.substring(all.length() - tail));
                assertThat(o.omitted()).isEqualTo(all.length() - head - tail);
            }
        }
    }

    /** As of a program that has become another user, which its starter may not kill. */
    @Test
    void aKillThatFailsDoesNotEndTheOtherCaptures() throws Exception {
        try (LinuxProcess talks = sh("echo much; read x").stdin(Stdio.pipe()).start();
                Fd copy = Fd.open(Path.of("/proc", Long.toString(talks.pid()), "fd", "1"), Fcntl.O_RDONLY)) {
            CaptureSink sink = new CaptureSink(copy, Capture.head(9).killAfter(1));
            CountDownLatch killed = new CountDownLatch(1);
            sink.onTooMuch(() -> {
                killed.countDown();
                throw new IllegalStateException("of a test");
            });
            sink.begin();
            killed.await();
            try (LinuxProcess p = Spawn.command("seq", "100000")
                    .stdout(Capture.head(9).stdio())
                    .start()) {
                assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(p.captured(1).total()).isEqualTo(588_895);
            }
            sink.close();
        }
    }

    @Test
    void whoPrintsForEverIsKilledAndToldApart() throws Exception {
        try (LinuxProcess p =
                sh("yes").stdout(Capture.head(100).killAfter(1 << 20).stdio()).start()) {
            Outcome o = p.waitForOutcome();
            assertThat(o.kind()).isEqualTo(Outcome.Kind.OUTPUT_LIMIT);
            assertThat(p.captured(1).head()).hasSize(100);
            assertThat(p.captured(1).total()).isGreaterThan(1 << 20);
        }
    }

    @Test
    void whoPrintsForEverIsDrainedUntilItsTimeIsOver() throws Exception {
        try (LinuxProcess p = sh("yes")
                .stdout(Capture.headAndTail(100, 100).stdio())
                .limits(RunLimits.NONE.wallClock(Duration.ofSeconds(Boolean.getBoolean("jlinux.vm") ? 5 : 1)))
                .start()) {
            assertThat(p.waitForOutcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
            assertThat(p.captured(1).total()).as("more than a pipe holds").isGreaterThan(1 << 17);
            assertThat(p.captured(1).bytes()).hasSize(200);
        }
    }

    @Test
    void bothStreamsAsOne() throws Exception {
        try (LinuxProcess p = ended(sh("echo a; echo b >&2; echo c")
                .stdout(Capture.head(100).stdio())
                .stderr(Stdio.toStdout()))) {
            assertThat(p.captured(1).text()).isEqualTo("a\nb\nc\n");
        }
    }

    @Test
    void aGrandchildThatHoldsThePipeHoldsUpNobody() throws Exception {
        // it lives until its own standard stream is gone
        try (LinuxProcess p = ended(sh("(while echo more; do sleep 0.05; done) 2>/dev/null & echo done")
                .stdout(Capture.head(1000).stdio())
                .stderr(Stdio.devNull()))) {
            assertThat(p.captured(1).text()).contains("done");
            assertThat(p.captured(1).ended()).isTrue();
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        List<LinuxProcess> all = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                all.add(Spawn.command("seq", "3000")
                        .stdout(Capture.tail(5).stdio())
                        .start());
            }
            for (LinuxProcess p : all) {
                p.waitFor();
                assertThat(p.captured(1).text()).endsWith("3000\n");
            }
        } finally {
            all.forEach(LinuxProcess::close);
        }
    }
}
