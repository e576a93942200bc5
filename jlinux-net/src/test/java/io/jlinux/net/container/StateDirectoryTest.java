package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others can write to says nothing about networks. */
class StateDirectoryTest {
    private static final int SOMEBODY = 54_321;

    @TempDir
    Path dir;

    @Test
    void itIsMadeForThisUserAlone() throws IOException {
        Path made = StateDirectory.make(dir.resolve("state"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }

    @Test
    void oneThatEverybodyMayWriteToIsRefused() throws IOException {
        Path open = Files.createDirectory(dir.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        refused(open, "everybody may write to it");
    }

    @Test
    @Requires(Requirement.ROOT)
    void anothersIsRefusedAndSoIsAnothersLink() throws IOException {
        Path theirs = Files.createDirectory(dir.resolve("theirs"));
        Files.setAttribute(theirs, "unix:uid", SOMEBODY);
        refused(theirs, "it belongs to user " + SOMEBODY);
        Path link = Files.createSymbolicLink(dir.resolve("link"), Files.createDirectory(dir.resolve("mine")));
        Files.setAttribute(link, "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
        refused(link, "the link belongs to user " + SOMEBODY);
    }

    private static void refused(Path directory, String why) {
        assertThatThrownBy(() -> StateDirectory.make(directory))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining(why);
    }
}
