package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each system call that this JVM makes for a container fails once, in the kernel: the exception names what failed, or it did not
 * matter, and nothing is left. A sample of them, another one each time; {@code -Djlinux.soak=true} takes all. {@link LifeFaultTest}
 * breaks the steps that the library itself counts.
 */
@Tag("heavy")
@NoLeaks
@Timeout(1200)
@InNamespace(Kind.NET)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.NFTABLES})
class ParentFaultTest {
    private static final Pattern DONE = Pattern.compile("DONE (\\w+): (\\d+) calls, (\\d+) failures");

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "create, 24, 100",
        "attach, 48, 100",
        "begin, 32, 100",
        "again, 2, 50",
        "start, 12, 30",
        "exec, 8, 50",
        "update, 8, 20",
        "delete, 6, 10",
        "close, 4, 10"
    })
    void eachCallFailsOnce(String operation, int sample, int least) throws Exception {
        Path temporary = Files.createDirectory(dir.resolve("tmp"));
        int stride = Boolean.getBoolean("jlinux.soak") ? 1 : sample * TapeSweep.STRIDE;
        Process jvm = OtherJvm.start(
                ParentFaultMain.class,
                List.of("-Djava.io.tmpdir=" + temporary),
                Files.createDirectory(dir.resolve("work")).toString(),
                Integer.toString(stride),
                operation);
        List<String> said = new ArrayList<>();
        try {
            jvm.getOutputStream().close();
            new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(said::add);
            assertThat(jvm.waitFor()).as(String.join("\n", said)).isZero();
        } finally {
            jvm.destroyForcibly().waitFor();
        }
        assertThat(said.stream().filter(l -> l.startsWith("PROBLEM")))
                .as(String.join("\n", said))
                .isEmpty();
        Matcher done = DONE.matcher(String.join("\n", said));
        assertThat(done.find()).as(String.join("\n", said)).isTrue();
        assertThat(Integer.parseInt(done.group(2))).isGreaterThan(least);
        assertThat(Integer.parseInt(done.group(3)) * stride).isGreaterThan(least / 2);
    }
}
