package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("pure")
class SubordinateIdsTest {
    @Test
    void theRangesOfAUserByNameAndByNumberInTheirOrder() {
        List<String> lines =
                List.of("root:500000:10", "anna:100000:65536", "1000:300000:5", "annabel:7:7", "anna:400000:1");
        assertThat(SubordinateIds.parse(lines, "anna", 1000, 1))
                .containsExactly(
                        new IdMap.Range(1, 100_000, 65_536),
                        new IdMap.Range(65_537, 300_000, 5),
                        new IdMap.Range(65_542, 400_000, 1));
        assertThat(SubordinateIds.parse(lines, "nobody", 65_534, 1)).isEmpty();
    }

    @Test
    void whatIsNoRangeIsPassedOver() {
        List<String> lines = List.of(
                "",
                "# a comment",
                "anna:1:0",
                "anna:x:5",
                "anna:5",
                "anna:-3:5",
                "anna:4294967290:100",
                "anna:9:2",
                "anna:10:5");
        assertThat(SubordinateIds.parse(lines, "anna", 1000, 1)).containsExactly(new IdMap.Range(1, 9, 2));
    }

    @Test
    void aUserWithoutARangeIsToldWhatToDo(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("subuid");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> SubordinateIds.read(file, "anna", 1000, 1))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                    .hasMessageStartingWith("read the subordinate ids of anna " + file + ": ENOENT")
                    .hasMessageContaining("usermod --add-subuids");
            Files.writeString(file, "other:1:1\n");
        }
    }
}
