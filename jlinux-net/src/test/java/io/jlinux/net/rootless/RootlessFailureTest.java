package io.jlinux.net.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Helpers that are missing, fail, hang; none of it leaves anything. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.USER_NAMESPACES)
class RootlessFailureTest {
    @TempDir
    Path dir;

    private static LinuxProcess box() throws IOException {
        return Spawn.command("sleep", "1000")
                .unshare(Namespace.USER, Namespace.NET)
                .start();
    }

    private String script(String body) throws IOException {
        Path file = dir.resolve("helper");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private static long leftDirectories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.getFileName().toString().startsWith("jlinux-rootless"))
                    .count();
        }
    }

    @Test
    void aMissingProgramNamesItsPackage() throws Exception {
        try (LinuxProcess box = box()) {
            assertThatThrownBy(() -> RootlessNetwork.slirp4netns()
                            .program("/nonexistent/slirp")
                            .attach(box))
                    .isInstanceOf(RootlessException.class)
                    .hasMessageContaining("is not installed")
                    .hasMessageContaining("package slirp4netns");
            assertThatThrownBy(() -> RootlessNetwork.pasta()
                            .program("/nonexistent/pasta")
                            .attach(box))
                    .hasMessageContaining("package passt");
        }
    }

    @Test
    void oneThatFailsIsHeard() throws Exception {
        String helper = script("echo 'cannot: open(\"/dev/net/tun\")' >&2; exit 3");
        try (LinuxProcess box = box()) {
            for (RootlessNetwork n : new RootlessNetwork[] {
                RootlessNetwork.slirp4netns().program(helper),
                RootlessNetwork.pasta().program(helper)
            }) {
                assertThatThrownBy(() -> n.attach(box))
                        .isInstanceOf(RootlessException.class)
                        .hasMessageContaining("ended with exit 3")
                        .hasMessageContaining("cannot: open(\"/dev/net/tun\")");
            }
        }
    }

    @Test
    void oneThatHangsIsKilled() throws Exception {
        String helper = script("exec sleep 1000");
        Duration soon = Duration.ofMillis(300);
        try (LinuxProcess box = box()) {
            assertThatThrownBy(() -> RootlessNetwork.slirp4netns()
                            .program(helper)
                            .timeout(soon)
                            .attach(box))
                    .hasMessageContaining("has not made a network within 300 ms");
            assertThatThrownBy(() -> RootlessNetwork.pasta()
                            .program(helper)
                            .timeout(soon)
                            .attach(box))
                    .hasMessageContaining("has not made a network within 300 ms");
        }
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(p -> p.info().command().orElse("").endsWith("sleep")))
                .isEmpty();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        String helper = script("exec sleep 1000");
        try (LinuxProcess box = box()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> RootlessNetwork.pasta().program(helper).attach(box))
                    .hasMessageContaining("was interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aProcessInOurOwnNetworkIsRefused() {
        assertThatThrownBy(() -> RootlessNetwork.slirp4netns()
                        .attach(ProcessHandle.current().pid()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own network");
    }

    @Test
    void aProcessThatHasEndedIsAnError() throws Exception {
        long pid;
        try (LinuxProcess box = box()) {
            pid = box.pid();
        }
        assertThatThrownBy(() -> RootlessNetwork.pasta().attach(pid)).hasMessageContaining("ESRCH");
    }

    @Test
    void noFileIsLeft() throws Exception {
        long before = leftDirectories();
        aMissingProgramNamesItsPackage();
        assertThat(leftDirectories()).isLessThanOrEqualTo(before);
    }
}
