package io.jlinux.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./demo} and {@code ./doctor} print, as programs of their own. */
@Tag("heavy") // JVMs that start containers
@NoLeaks
@Timeout(120)
class DemoTest {
    @TempDir
    Path dir;

    private record Said(int code, String out, String err) {}

    private Said run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(
                List.of("-Djava.io.tmpdir=" + dir, "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Path err = dir.resolve("err");
        Process java = new ProcessBuilder(command).redirectError(err.toFile()).start();
        java.getOutputStream().close();
        String out = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(java.waitFor(), out, Files.readString(err));
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void theDemoShowsAContainerFromInsideAndOutside() throws Exception {
        Said said = run(Demo.class);
        assertThat(said.code).as(said.toString()).isZero();
        assertThat(said.out)
                .startsWith("JLinux: a container from Java " + Runtime.version().feature() + ", as ")
                .containsPattern("(?m)^  pid +1, of \\d+ processes that it sees$")
                .containsPattern("(?m)^  user +uid 0, which is uid \\d+ outside$")
                .containsPattern("(?m)^  interfaces +lo$")
                .containsPattern("(?m)^  root +read-only$")
                .containsPattern("(?m)^  namespaces +cgroup ipc mnt net pid .*uts")
                .containsPattern("(?m)^  ended with +exit 0$");
        try (var left = Files.list(dir)) {
            assertThat(left.map(p -> p.getFileName().toString())).noneMatch(n -> n.startsWith("jlinux-demo"));
        }
    }

    @Test
    void theDemoTakesNoArguments() throws Exception {
        Said said = run(Demo.class, "anything");
        assertThat(said.code).isEqualTo(2);
        assertThat(said.err).contains("usage: ./demo");
        assertThat(said.out).isEmpty();
    }

    @Test
    void theDoctorTellsOfEveryArea() throws Exception {
        Said said = run(DoctorMain.class);
        assertThat(said.code).as(said.toString()).isIn(0, 1);
        assertThat(said.out).contains("user namespaces", "clone3", "cgroup").doesNotContain("\u001b[");
        assertThat(run(DoctorMain.class, "--color").out).contains("\u001b[");
    }
}
