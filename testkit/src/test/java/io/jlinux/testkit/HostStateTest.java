package io.jlinux.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostStateTest {
    @Test
    void anOpenFileIsNamed(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("left.txt"), "");
        HostState before = HostState.capture();
        try (var open = new FileInputStream(file.toFile())) {
            assertThat(open.available()).isZero();
            assertThat(before.leftBehind()).containsExactly("descriptor " + file);
            assertThatThrownBy(() -> before.assertNothingLeftBehind(Duration.ofMillis(20)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("left.txt");
        }
        before.assertNothingLeftBehind();
    }

    @Test
    void aChildIsNamed() throws IOException, InterruptedException {
        HostState before = HostState.capture();
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(before.leftBehind()).contains("child process " + sleep.pid() + " (sleep)");
        } finally {
            sleep.destroyForcibly().waitFor();
        }
    }
}
