package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever makes such a name in a directory that all may write to has nothing of others removed by it. */
class NameDirectoryTest {
    /** Process 1 began at another time. */
    private static final String ABANDONED = "jlinux-names-1-1-a";

    @TempDir
    Path dir;

    @Test
    void whatWasAbandonedIsRemoved() throws IOException {
        Path directory = files(dir.resolve(ABANDONED));
        new NameDirectory(directory).deleteIfAbandoned();
        assertThat(directory).doesNotExist();
        new NameDirectory(directory).delete(); // that it is gone is fine
    }

    /** It may have become one after somebody looked. */
    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path etc = files(dir.resolve("etc"));
        Path link = Files.createSymbolicLink(dir.resolve(ABANDONED), etc);
        new NameDirectory(link).deleteIfAbandoned();
        new NameDirectory(link).delete();
        assertThat(link).isSymbolicLink();
        assertThat(etc.toFile().list()).containsExactlyInAnyOrder("resolv.conf", "hosts", "hostname");
    }

    @Test
    @Requires(Requirement.ROOT)
    void anothersStaysAsItIs() throws IOException {
        Path directory = files(dir.resolve(ABANDONED));
        Files.setAttribute(directory, "unix:uid", 54_321);
        new NameDirectory(directory).deleteIfAbandoned();
        new NameDirectory(directory).delete();
        assertThat(directory.toFile().list()).hasSize(3);
    }

    @Test
    void aFileOfThatNameStays() throws IOException {
        Path file = Files.createFile(dir.resolve(ABANDONED));
        new NameDirectory(file).deleteIfAbandoned();
        assertThat(file).isRegularFile();
    }

    private static Path files(Path directory) throws IOException {
        Files.createDirectory(directory);
        for (String name : List.of("resolv.conf", "hosts", "hostname")) Files.createFile(directory.resolve(name));
        return directory;
    }
}
