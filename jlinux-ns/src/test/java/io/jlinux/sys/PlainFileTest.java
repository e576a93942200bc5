package io.jlinux.sys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.testkit.NoLeaks;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NoLeaks
class PlainFileTest {
    @TempDir
    Path dir;

    @Test
    void whatWasThereIsReplaced() throws Exception {
        Path file = dir.resolve("file");
        PlainFile.write(file, "a longer text".getBytes(UTF_8));
        PlainFile.write(file, "text".getBytes(UTF_8));
        assertThat(file).hasContent("text");
        PlainFile.write(file, new byte[0]);
        assertThat(file).isEmptyFile();
    }

    @Test
    void anInterruptedThreadWritesAllTheSame() throws Exception {
        Path file = dir.resolve("file");
        Thread.currentThread().interrupt();
        PlainFile.write(file, new byte[1 << 20]);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).hasSize(1 << 20);
    }

    @Test
    void aDiskThatIsFullIsToldWithTheNameOfTheFile() {
        assertThatThrownBy(() -> PlainFile.write(Path.of("/dev/full"), "text".getBytes(UTF_8)))
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith("write /dev/full: ENOSPC");
        assertThatThrownBy(() -> PlainFile.write(dir.resolve("none/file"), new byte[1]))
                .hasMessageStartingWith("open " + dir + "/none/file: ENOENT");
    }

    @Test
    void replacedAsAWholeOrNotAtAll() throws Exception {
        Path file = dir.resolve("file");
        Path draft = dir.resolve(".file");
        PlainFile.replace(file, draft, "one".getBytes(UTF_8));
        PlainFile.replace(file, draft, "two".getBytes(UTF_8));
        assertThat(file).hasContent("two");
        assertThat(draft).doesNotExist();
        // a directory cannot be replaced by a file
        Path directory = Files.createDirectory(dir.resolve("directory"));
        assertThatThrownBy(() -> PlainFile.replace(directory, draft, "three".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EISDIR))
                .hasMessageStartingWith("rename " + draft);
        assertThat(draft).doesNotExist();
        assertThat(directory).isEmptyDirectory();
    }
}
