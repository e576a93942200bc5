package io.jlinux.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README, as a process of its own: the exit code, stdout and stderr of the container are its own. */
@Tag("heavy") // JVMs that start JVMs
@NoLeaks
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class RunBundleTest {
    @TempDir
    Path dir;

    private record Result(int code, String out, String err) {}

    private Result run(OciConfig config) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(dir.resolve("rootfs/bin"));
        Path busybox = Stream.of(System.getenv().getOrDefault("PATH", "/bin").split(":"))
                .map(d -> Path.of(d, "busybox"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        Files.copy(busybox, bin.resolve("sh"));
        Files.writeString(dir.resolve("config.json"), ConfigWriter.toJson(config));
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RunBundle.class.getName(),
                dir.toString(),
                "jlinux-example-" + ProcessHandle.current().pid());
        Process java = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        java.getOutputStream().write("input\n".getBytes(StandardCharsets.UTF_8));
        java.getOutputStream().close();
        return new Result(java.waitFor(), Files.readString(out), Files.readString(err));
    }

    private static OciConfig template() {
        return Requirement.ROOT.isMet() ? OciConfig.template() : OciConfig.rootlessTemplate();
    }

    @Test
    void exitCodeAndStreamsComeThrough() throws Exception {
        Result result = run(
                template().withTerminal(false).withArgs("sh", "-c", "read -r x; echo got $x; echo oops >&2; exit 7"));

        assertThat(result.out()).isEqualTo("got input\n");
        assertThat(result.err()).contains("oops");
        assertThat(result.code()).isEqualTo(7);
    }

    @Test
    void aTerminalIsConnectedWithTheStreams() throws Exception {
        Result result = run(template().withArgs("sh", "-c", "read -r x; echo got $x; test -t 1 && exit 3"));

        assertThat(result.out()).contains("got input");
        assertThat(result.code()).isEqualTo(3);
    }

    @Test
    void aFailingStartNamesItsStep() throws Exception {
        Result result = run(template().withTerminal(false).withArgs("/bin/nothing"));

        assertThat(result.err()).contains("SpawnException: execute /bin/nothing: ENOENT (No such file or directory)");
        assertThat(result.code()).isEqualTo(1);
    }
}
