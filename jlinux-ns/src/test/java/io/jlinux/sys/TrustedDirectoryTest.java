package io.jlinux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A directory is believed only where nobody else can have put anything into it. */
class TrustedDirectoryTest {
    private static final long SELF = RawSyscall.call(Syscall.GETEUID);
    private static final int SOMEBODY = 54_321;

    @TempDir
    Path dir;

    private Path place;

    @BeforeEach
    void makeDirectory() throws IOException {
        place = Files.createDirectory(dir.resolve("place"));
    }

    @ParameterizedTest
    @CsvSource({
        "0700, true, true",
        "0755, true, true",
        "0775, false, true",
        "02770, false, true",
        "0777, false, false",
        "01777, false, false",
        "0702, false, false",
    })
    void writersDecide(String mode, boolean own, boolean chosen) throws IOException {
        Files.setAttribute(place, "unix:mode", Integer.parseInt(mode, 8));
        if (own) assertThat(TrustedDirectory.checkOwn(place, SELF)).isTrue();
        else refused(() -> TrustedDirectory.checkOwn(place, SELF), "others may write to it");
        if (chosen) assertThat(TrustedDirectory.checkChosen(place, () -> SELF)).isTrue();
        else refused(() -> TrustedDirectory.checkChosen(place, () -> SELF), "everybody may write to it");
    }

    @Test
    void whatIsNotThereIsNoDanger() throws IOException {
        Path nothing = dir.resolve("nothing");
        assertThat(TrustedDirectory.checkOwn(nothing, SELF)).isFalse();
        assertThat(TrustedDirectory.checkChosen(nothing, () -> SELF)).isFalse();
    }

    /** Somebody else is simulated by asking for another user. */
    @Test
    void anothersIsRefused() throws IOException {
        refused(() -> TrustedDirectory.checkOwn(place, SOMEBODY), "it belongs to user " + SELF);
        if (SELF == 0) Files.setAttribute(place, "unix:uid", SOMEBODY - 1);
        String owner = "it belongs to user " + (SELF == 0 ? SOMEBODY - 1 : SELF);
        refused(() -> TrustedDirectory.checkChosen(place, () -> SOMEBODY), owner);
    }

    /** Root can do everything anyhow, but a name that everybody knows is this user's alone. */
    @Test
    void rootMayHaveMadeWhatWasChosen() throws IOException {
        Path roots = Path.of("/usr");
        assertThat(TrustedDirectory.checkChosen(roots, () -> SOMEBODY)).isTrue();
        refused(() -> TrustedDirectory.checkOwn(roots, SOMEBODY), "it belongs to user 0");
    }

    @Test
    void aLinkIsChosenOnPurposeOrRefused() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), place);
        refused(() -> TrustedDirectory.checkOwn(link, SELF), "it is a symbolic link");
        assertThat(TrustedDirectory.checkChosen(link, () -> SELF)).isTrue();
        Files.setAttribute(place, "unix:mode", 0777);
        refused(() -> TrustedDirectory.checkChosen(link, () -> SELF), "everybody may write to it");
    }

    @Test
    @Requires(Requirement.ROOT)
    void anothersLinkIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), place);
        Files.setAttribute(link, "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
        refused(() -> TrustedDirectory.checkChosen(link, () -> 0), "the link belongs to user " + SOMEBODY);
    }

    private static void refused(ThrowingCallable check, String why) {
        assertThatThrownBy(check)
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM))
                .hasMessageContaining(why);
    }
}
