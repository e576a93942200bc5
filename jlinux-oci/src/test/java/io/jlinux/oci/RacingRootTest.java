package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.spawn.SpawnException;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Roots in which another process exchanges a directory with a link to the host, all the time, while containers start in them
 * (CVE-2021-30465, CVE-2024-45310, CVE-2019-18837, CVE-2025-31133): a start succeeds inside of the root, or fails; the host's
 * files and mounts are the same.
 */
@Tag("heavy")
@NoLeaks
@Timeout(300)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class RacingRootTest extends BesideTheRoot {
    private static final int ROUNDS = Boolean.getBoolean("jlinux.vm") ? 8 : 60;
    private static final int RENAME_EXCHANGE = 2;

    private Path data;

    @BeforeEach
    void makeData() throws IOException {
        data = Files.createDirectory(dir.resolve("data"));
        Files.writeString(data.resolve("file"), "content\n");
    }

    /** Exchanges two names of the root until it is closed. */
    private static final class Exchange implements AutoCloseable {
        private final AtomicBoolean on = new AtomicBoolean(true);
        private final Thread thread;
        private volatile long rounds;

        Exchange(Path one, Path two) {
            thread = new Thread(
                    () -> {
                        NativeBuffer a = NativeBuffer.ofString(one.toString());
                        NativeBuffer b = NativeBuffer.ofString(two.toString());
                        while (on.get()) {
                            long r = RawSyscall.call(
                                    Syscall.RENAMEAT2,
                                    Fcntl.AT_FDCWD,
                                    a.address(),
                                    Fcntl.AT_FDCWD,
                                    b.address(),
                                    RENAME_EXCHANGE);
                            if (r == 0) rounds++;
                        }
                        a.keepAlive();
                        b.keepAlive();
                    },
                    "exchange");
            thread.start();
        }

        @Override
        public void close() throws InterruptedException {
            on.set(false);
            thread.join();
        }
    }

    /** How many containers started; each of them said one of these things. */
    private int starts(OciConfig config, String... said) throws Exception {
        int started = 0;
        // in some races two of three starts find the link: some more of them, where it was all so far
        for (int i = 0; i < ROUNDS || (started == 0 && i < 10 * ROUNDS); i++) {
            try {
                BusyboxBundle.Result r = bundle.run(config);
                assertThat(r.out()).as(r.err()).isIn(List.of(said));
                started++;
            } catch (SpawnException e) {
                assertThat(e.getMessage()).doesNotContain("of the host");
            }
        }
        return started;
    }

    /** Some of the starts succeed while the names are exchanged: else nothing is shown. */
    private void race(String name, Path link, OciConfig config, String... said) throws Exception {
        Path one = Files.createDirectories(bundle.root().resolve(name));
        Path two = Files.createSymbolicLink(bundle.root().resolve(name + ".link"), link);
        try (Exchange exchange = new Exchange(one, two)) {
            int started = starts(config, said);
            assertThat(exchange.rounds).as("it races").isPositive();
            assertThat(started).as("starts in " + name).isPositive();
        }
    }

    @Test
    void aMountTargetThatIsExchangedForALink() throws Exception {
        int number = 0;
        for (Path link : List.of(outside, Path.of("../../outside"), Path.of("/proc/self/root" + outside))) {
            String name = "volume" + number++;
            OciConfig config = BusyboxBundle.writable("cat /" + name + "/file /data/file 2>/dev/null")
                    .withMount(OciMount.bind("/" + name, data.toString()));
            // where the name leads is not certain, but it is one of the root: with what was mounted, or with nothing
            race(name, link, config, "content\n", "");
        }
    }

    @Test
    void directoriesThatAreMadeBelowIt() throws Exception {
        OciConfig config =
                BusyboxBundle.writable("exit 0").withMount(OciMount.bind("/volume/new/deep", data.toString()));
        race("volume", outside, config, "");
    }

    @Test
    void aMaskThatIsExchangedForALink() throws Exception {
        Files.createDirectories(bundle.root().resolve("secrets"));
        OciConfig config = BusyboxBundle.writable("exit 0")
                .editLinux(
                        l -> l.maskedPaths(List.of("/secrets", "/secrets/file")).readonlyPaths(List.of("/secrets")));
        race("secrets", outside, config, "");
    }

    @Test
    void procThatIsExchangedForALink() throws Exception {
        // under whatever name the proc is found in the end, what is masked in it is masked, and what is read-only is
        OciConfig config = BusyboxBundle.writable("""
                for p in /proc /proc.link; do
                  [ -e $p/1/comm ] || continue
                  head -c 1 $p/kcore 2>/dev/null | wc -c
                  (echo x > $p/sys/kernel/core_pattern) 2>/dev/null && echo written
                done
                """);
        Path pattern = Path.of("/proc/sys/kernel/core_pattern");
        String before = Files.readString(pattern);
        try {
            race("proc", Path.of("/tmp"), config, "0\n", "0\n0\n", "");
        } finally {
            String after = Files.readString(pattern);
            if (!after.equals(before)) Files.writeString(pattern, before);
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void aWorkingDirectoryThatIsExchangedForALink() throws Exception {
        OciConfig config = BusyboxBundle.writable("ls; pwd").withCwd("/work");
        race("work", outside, config, "/work\n", "/work.link\n", outside + "\n");
    }
}
