package io.jlinux.net.container;

import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    Path parent;

    private static void isRefused(Path directory, String why) {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> StateDirectory.make(directory))
                .matches(e -> e.errno() == Errno.EPERM)
                .withMessageContaining(directory.toString())
                .withMessageContaining(why);
    }

    private Path made(String name, String mode) throws Exception {
        Path directory = Files.createDirectory(parent.resolve(name));
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }

    @Test
    void itIsMadeForItsUserAlone() throws Exception {
        Path directory = parent.resolve("a").resolve("b");
        StateDirectory.make(directory);
        StateDirectory.make(directory);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        StateDirectory.make(made("readable", "rwxr-xr-x"));
    }

    @Test
    void aSymbolicLinkIsRefused() throws Exception {
        Path elsewhere = made("elsewhere", "rwx------");
        isRefused(Files.createSymbolicLink(parent.resolve("link"), elsewhere), "symbolic link");
        isRefused(Files.createSymbolicLink(parent.resolve("dangling"), parent.resolve("nothing")), "symbolic link");
        assertThat(parent.resolve("nothing")).doesNotExist();
    }

    @Test
    void oneThatOthersMayWriteToIsRefused() throws Exception {
        isRefused(made("all", "rwxrwxrwx"), "write");
        isRefused(made("group", "rwxrwx---"), "write");
    }

    @Test
    void aFileIsRefused() throws Exception {
        isRefused(Files.createFile(parent.resolve("file")), "no directory");
    }

    @Test
    @Requires(ROOT)
    void thatOfAnotherUserIsRefused() throws Exception {
        Path directory = made("theirs", "rwx------");
        Files.setAttribute(directory, "unix:uid", 65534);
        isRefused(directory, "user 65534");
    }
}
