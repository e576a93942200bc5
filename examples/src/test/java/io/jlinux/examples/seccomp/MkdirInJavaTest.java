package io.jlinux.examples.seccomp;

import static io.jlinux.examples.Example.linesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
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
        List<String> lines = linesOf(MkdirInJava::main);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("the program says: mkdir:").endsWith("File exists");
        assertThat(lines.get(1)).startsWith("the program says: mkdir:").endsWith("Permission denied");
        assertThat(lines.get(2)).isEqualTo("made: [music, photos]");
        assertThat(Path.of("/secret")).doesNotExist();
        assertThat(Files.exists(Path.of("/photos"))).isFalse();
    }
}
