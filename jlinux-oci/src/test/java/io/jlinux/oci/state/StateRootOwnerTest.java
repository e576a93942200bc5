package io.jlinux.oci.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standard state directory has a name that everybody knows: it is this user's alone, or it is not used. */
class StateRootOwnerTest {
    @TempDir
    Path dir;

    private Path path;
    private StateRoot root;

    @BeforeEach
    void makeRoot() {
        path = dir.resolve("jlinux");
        root = standard(StateRoot.uid());
    }

    private StateRoot standard(long uid) {
        return StateRoot.standard(uid, Map.of("XDG_RUNTIME_DIR", dir.toString()), () -> false);
    }

    @Test
    void itIsMadeForThisUserAlone() throws IOException {
        assertThat(root.ids()).isEmpty();
        assertThat(root.directory("web").exists()).isFalse();
        assertThat(path).doesNotExist();
        root.create("web");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
        assertThat(root.ids()).containsExactly("web");
        assertThat(root.directory("web").exists()).isTrue();
    }

    @Test
    void whatOthersMayWriteToIsNotUsed() throws IOException {
        Files.createDirectory(path);
        for (String writers : new String[] {"rwxrwxr-x", "rwx----w-", "rwxrwxrwx"}) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(writers));
            notUsed(root, "others may write to it");
        }
    }

    @Test
    void aLinkIsNotUsed() throws IOException {
        Files.createSymbolicLink(path, Files.createDirectory(dir.resolve("elsewhere")));
        notUsed(root, "it is a symbolic link");
        assertThat(dir.resolve("elsewhere")).isEmptyDirectory();
    }

    /** Made by this user, and looked at as another one. */
    @Test
    void whatAnotherHasMadeIsNotUsed() throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        notUsed(standard(StateRoot.uid() + 1), "it belongs to user " + StateRoot.uid());
    }

    @Test
    @Requires(Requirement.ROOT)
    void rootDoesNotUseWhatAUserHasMade() throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(path, "unix:uid", 54_321);
        notUsed(root, "it belongs to user 54321");
    }

    private static void notUsed(StateRoot root, String why) {
        refused(() -> root.create("web"), why);
        refused(() -> root.directory("web"), why);
        refused(root::ids, why);
        assertThat(root.path().resolve("web")).doesNotExist();
    }

    private static void refused(ThrowingCallable use, String why) {
        assertThatThrownBy(use)
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM))
                .hasMessageContaining(why);
    }
}
