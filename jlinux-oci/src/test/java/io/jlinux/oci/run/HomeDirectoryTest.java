package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeDirectoryTest {
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            # a line of another kind
            short:x:5
            web:x:1000:1000::/srv/web:/bin/sh
            again:x:1000:1000::/elsewhere:/bin/sh
            none:x:1001:1001:::
            """;

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({"0, /root", "1000, /srv/web", "1001, /", "5, /", "77, /"})
    void itIsTheSixthFieldOfTheFirstWithThatUid(long uid, String home) {
        assertThat(HomeDirectory.find(PASSWD, uid)).isEqualTo(home);
    }

    @Test
    void aLinkStaysInTheRoot() throws Exception {
        Files.createDirectory(root.resolve("etc"));
        Files.writeString(root.resolve("inside"), "u:x:9:9::/inside:\n");
        Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("/inside"));

        assertThat(HomeDirectory.of(root, "etc/passwd", 9)).isEqualTo("/inside");
    }

    @Test
    void aHostileFileIsAsIfThereWereNone() throws Exception {
        assertThat(HomeDirectory.of(root, "etc/passwd", 0)).isEqualTo("/");
        Files.createDirectories(root.resolve("etc/passwd"));
        assertThat(HomeDirectory.of(root, "etc/passwd", 0)).isEqualTo("/");
        Files.delete(root.resolve("etc/passwd"));
        Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("/proc/self/mem"));
        assertThat(HomeDirectory.of(root, "etc/passwd", 0)).isEqualTo("/");
    }
}
