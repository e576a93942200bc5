package io.jlinux.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountInfoTest {
    private static final String TEXT = """
            21 1 254:0 / / rw,relatime - ext4 /dev/root rw,discard
            36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
            40 21 0:35 / /mnt/with\\040space\\011tab\\134back rw,nosuid shared:5 master:2 unbindable - tmpfs a\\040b ro,size=4k
            41 40 0:36 /sub /x rw - fuse.sshfs host:/dir rw,context="a:b,c",user_id=0
            """;

    @Test
    void aLineHasAllItsFields() {
        List<MountInfo> list = MountInfo.parse(TEXT);
        assertThat(list).hasSize(4);
        MountInfo second = list.get(1);
        assertThat(second.id()).isEqualTo(36);
        assertThat(second.parent()).isEqualTo(35);
        assertThat(second.device()).isEqualTo("98:0");
        assertThat(second.root()).isEqualTo("/mnt1");
        assertThat(second.target()).isEqualTo("/mnt2");
        assertThat(second.options()).containsExactly("rw", "noatime");
        assertThat(second.master()).contains(1);
        assertThat(second.peerGroup()).isEmpty();
        assertThat(second.type()).isEqualTo("ext3");
        assertThat(second.source()).isEqualTo("/dev/root");
        assertThat(second.superOptions()).containsExactly("rw", "errors=continue");
        assertThat(second.readOnly()).isFalse();
    }

    @Test
    void escapesAreUndone() {
        MountInfo third = MountInfo.parse(TEXT).get(2);
        assertThat(third.target()).isEqualTo("/mnt/with space\ttab\\back");
        assertThat(third.source()).isEqualTo("a b");
        assertThat(third.peerGroup()).contains(5);
        assertThat(third.unbindable()).isTrue();
        assertThat(third.readOnly()).isTrue();
    }

    /** The kernel escapes newlines only; a user may name the mount point of his FUSE mount. */
    @Test
    void aCarriageReturnIsPartOfALine() {
        assertThat(MountInfo.parse("41 40 0:36 / /a\rb rw - fuse x rw\n42 40 0:37 / /c rw - tmpfs y rw\n"))
                .extracting(MountInfo::target)
                .containsExactly("/a\rb", "/c");
    }

    @Test
    void aCommaInQuotesBelongsToItsOption() {
        assertThat(MountInfo.parse(TEXT).get(3).superOptions()).containsExactly("rw", "context=\"a:b,c\"", "user_id=0");
    }

    @Test
    void somethingElseIsRefused() {
        for (String bad : List.of(
                "x", "1 2 3 4 5 6 7", "a 1 254:0 / / rw - ext4 /dev/root rw", "1 1 0:1 / / rw shared:x - a b c")) {
            assertThatThrownBy(() -> MountInfo.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bad);
        }
    }

    @Test
    void theRealFileIsUnderstoodWhole() throws Exception {
        String real = Files.readString(Path.of("/proc/self/mountinfo"));
        List<MountInfo> list = MountInfo.parse(real);
        assertThat(list).hasSize((int) real.lines().count());
        assertThat(list).anyMatch(m -> m.target().equals("/"));
    }
}
