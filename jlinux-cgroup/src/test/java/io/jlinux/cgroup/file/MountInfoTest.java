package io.jlinux.cgroup.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MountInfoTest {
    @Test
    void optionalFieldsAreSkipped() {
        MountInfo info = MountInfo.parse(
                "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\n");
        assertThat(info.mounts())
                .containsExactly(
                        new MountInfo.Mount(36, 35, "/mnt1", "/mnt2", "ext3", List.of("rw", "errors=continue")));
    }

    @Test
    void escapedCharactersAreDecoded() {
        MountInfo info = MountInfo.parse("5 1 0:1 / /a\\040b\\134c rw - cgroup2 none rw\n");
        assertThat(info.mounts().get(0).point()).isEqualTo("/a b\\c");
    }

    /** The kernel escapes newlines only. */
    @Test
    void aCarriageReturnIsPartOfALine() {
        MountInfo info = MountInfo.parse("5 1 0:1 / /a\rx 1 0:1 / /b rw - cgroup2 none rw - tmpfs none rw\n");
        assertThat(info.mounts()).extracting(MountInfo.Mount::point).containsExactly("/a\rx");
        assertThat(ProcCgroup.parse("4:pids:/a\rx:y:/b\n0::/c\n"))
                .extracting(ProcCgroup::path)
                .containsExactly("/a\rx:y:/b", "/c");
    }

    @Test
    void aMountUnderAnotherIsNotVisible() {
        MountInfo info = MountInfo.parse("""
                1 0 0:1 / / rw - ext4 x rw
                2 1 0:2 / /c rw - cgroup2 none rw
                3 1 0:3 / /c/sub rw - cgroup2 none rw
                4 2 0:4 / /c rw - tmpfs none rw
                """);
        assertThat(info.visible("cgroup2")).isEmpty();
    }

    @Test
    void aRootThatWasMountedLaterHidesNothing() {
        MountInfo info = MountInfo.parse("""
                20 30 0:2 / /sys rw - sysfs none rw
                21 20 0:3 / /sys/fs/cgroup rw - cgroup2 none rw
                30 1 0:1 / / rw - overlay none rw
                """);
        assertThat(info.visible("cgroup2")).extracting(MountInfo.Mount::id).containsExactly(21);
    }

    @Test
    void withoutARootMountAsInAChrootEverythingIsVisible() {
        MountInfo info = MountInfo.parse("21 20 0:3 / /sys/fs/cgroup rw - cgroup2 none rw\n");
        assertThat(info.visible("cgroup2")).hasSize(1);
    }
}
