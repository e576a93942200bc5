package io.jlinux.examples.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NoLeaks
@Timeout(120)
class MkdirInJavaTest {
    @Test
    void theProgramsDirectoriesAreMadeElsewhereOrRefused() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            MkdirInJava.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("the program says: mkdir:").endsWith("File exists");
        assertThat(lines.get(1)).startsWith("the program says: mkdir:").endsWith("Permission denied");
        assertThat(lines.get(2)).isEqualTo("made: [music, photos]");
        assertThat(Path.of("/secret")).doesNotExist();
        assertThat(Files.exists(Path.of("/photos"))).isFalse();
    }
}
