package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciUser;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and numbers of users, also by files that an enemy wrote. */
@NoLeaks
@Timeout(60)
class ContainerUsersTest {
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            # a comment
            ada:x:1000:1001::/:/bin/sh
            1815:x:0:0:a number for a name:/:/bin/sh
            high:x:4294967294:4294967294::/:
            over:x:4294967295:0::/:
            minus:x:-1:0::/:
            hex:x:0x0:0::/:
            empty:x:::
            short:x
            two:x:1:1::/:
            two:x:2:2::/:
            """;
    private static final String GROUP = """
            root:x:0:
            staff:x:50:ada,eve
            ada:x:1001:ada
            broken:x:abc:ada
            wheel:x:10:root,ada
            """;

    @TempDir
    Path dir;

    private final ContainerUsers users = new ContainerUsers(PASSWD, GROUP);

    @Test
    void namesAndNumbers() throws Exception {
        assertThat(users.resolve("root")).isEqualTo(new OciUser(0, 0, OptionalInt.empty(), List.of(10L)));
        assertThat(users.resolve("ada")).isEqualTo(new OciUser(1000, 1001, OptionalInt.empty(), List.of(50L, 10L)));
        assertThat(users.resolve("1000")).isEqualTo(users.resolve("ada"));
        assertThat(users.resolve("ada:staff")).isEqualTo(OciUser.of(1000, 50));
        assertThat(users.resolve("ada:7")).isEqualTo(OciUser.of(1000, 7));
        assertThat(users.resolve("5000")).isEqualTo(OciUser.of(5000, 0));
        assertThat(users.resolve("4294967294:4294967294")).isEqualTo(OciUser.of(4294967294L, 4294967294L));
        assertThat(users.resolve("high")).isEqualTo(OciUser.of(4294967294L, 4294967294L));
        assertThat(users.resolve("two")).as("the first line counts").isEqualTo(OciUser.of(1, 1));
    }

    /** CVE-2016-3697: a user whose name is a number. */
    @Test
    void digitsAreNeverAName() throws Exception {
        assertThat(users.resolve("1815").uid()).isEqualTo(1815);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+0",
                " 0",
                "0 ",
                "0x0",
                "1e3",
                "1.0",
                "4294967295",
                "99999999999999999999",
                "a b",
                "a/b",
                "a\n",
                ":0",
                "0:",
                "0:-1",
                "0:0:0",
                "\uff11",
                "\u0661",
                "..",
                "-root",
                "root\u0000"
            })
    void whatIsNeitherIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> users.resolve(text))
                .withMessageContaining("neither");
    }

    @ParameterizedTest
    @ValueSource(strings = {"over", "minus", "hex", "empty", "short", "root:broken"})
    void aMalformedLineIsAnErrorAndNotRoot(String name) {
        assertThatThrownBy(() -> users.resolve(name))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .hasMessageContaining("malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve", "ada:nobody"})
    void aNameThatIsNotThere(String name) {
        assertThatThrownBy(() -> users.resolve(name))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void withoutFilesNumbersAreKnown() throws Exception {
        assertThat(ContainerUsers.of(dir).resolve("7")).isEqualTo(OciUser.of(7, 0));
        assertThatThrownBy(() -> ContainerUsers.of(dir).resolve("root")).hasMessageContaining("has no /etc/passwd");
    }

    private Path etc() throws Exception {
        return Files.createDirectories(dir.resolve("root/etc"));
    }

    private ContainerUsers ofRoot() throws LinuxException {
        return ContainerUsers.of(dir.resolve("root"));
    }

    @Test
    void linksStayInTheRoot() throws Exception {
        Path secret = Files.writeString(dir.resolve("passwd"), "ada:x:0:0::/:\n");
        for (String link : List.of(secret.toString(), "../../passwd", "../../../../../../../.." + secret)) {
            Files.deleteIfExists(etc().resolve("passwd"));
            Files.createSymbolicLink(etc().resolve("passwd"), Path.of(link));
            assertThatThrownBy(() -> ofRoot().resolve("ada")).hasMessageContaining("ENOENT");
        }
        Files.writeString(etc().resolve("real"), "ada:x:5:6::/:\n");
        Files.delete(etc().resolve("passwd"));
        Files.createSymbolicLink(etc().resolve("passwd"), Path.of("/etc/real"));
        assertThat(ofRoot().resolve("ada")).isEqualTo(OciUser.of(5, 6));
    }

    @Test
    void aMagicLinkIsRefused() throws Exception {
        Files.createSymbolicLink(etc().resolve("passwd"), Path.of("/proc/self/root/etc/passwd"));
        // there is no /proc in the root, and one that is bound there is not followed
        assertThatThrownBy(() -> ofRoot().resolve("root")).isInstanceOf(LinuxException.class);
    }

    @Test
    void aFifoIsNotWaitedFor() throws Exception {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(
                    Syscall.MKNODAT,
                    Fcntl.AT_FDCWD,
                    s.string(0, etc().resolve("passwd").toString()),
                    0010644,
                    0);
            assertThat(r).isZero();
        }
        assertThatThrownBy(this::ofRoot).hasMessageContaining("no regular file");
    }

    @Test
    void oneThatNeverEndsIsNotRead() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(etc().resolve("passwd").toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertThatThrownBy(this::ofRoot)
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EFBIG));
    }
}
