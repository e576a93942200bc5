package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.Propagation;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class MountOptionsTest {
    /** The table of config.md, "Linux mount options", and {@code rnodev}, which it forgets and runc has. */
    private static final String TABLE = """
            async atime bind defaults dev diratime dirsync exec iversion lazytime loud mand noatime nodev nodiratime
            noexec noiversion nolazytime nomand norelatime nostrictatime nosuid nosymfollow private ratime rbind rdev
            rdiratime relatime remount rexec rnoatime rnodev rnodiratime rnoexec rnorelatime rnostrictatime rnosuid
            rnosymfollow ro rprivate rrelatime rro rrw rshared rslave rstrictatime rsuid rsymfollow runbindable rw
            shared silent slave strictatime suid symfollow sync tmpcopyup unbindable idmap ridmap
            """;

    private static MountOptions parse(String... options) {
        return MountOptions.parse(List.of(options));
    }

    private static MountAttributes attributes(String set, String clear) {
        return new MountAttributes(Long.decode(set), Long.decode(clear));
    }

    @Test
    void everyOptionOfTheSpecIsKnownAndNoOther() {
        assertThat(MountOptions.known()).containsExactlyInAnyOrder(TABLE.strip().split("\\s+"));
    }

    @Test
    void noKnownOptionBecomesData() {
        for (String option : MountOptions.known()) {
            assertThat(parse(option).data()).as(option).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ro, 0x1, 0",
        "rw, 0, 0x1",
        "nosuid, 0x2, 0",
        "suid, 0, 0x2",
        "nodev, 0x4, 0",
        "dev, 0, 0x4",
        "noexec, 0x8, 0",
        "exec, 0, 0x8",
        "nodiratime, 0x80, 0",
        "diratime, 0, 0x80",
        "nosymfollow, 0x200000, 0",
        "symfollow, 0, 0x200000",
        "noatime, 0x10, 0x70",
        "atime, 0, 0x70",
        "strictatime, 0x20, 0x70",
        "nostrictatime, 0, 0x70",
        "relatime, 0, 0x70",
        "norelatime, 0, 0"
    })
    void anOptionIsAnAttributeOfMountSetattr2(String option, String set, String clear) {
        assertThat(parse(option).attributes()).isEqualTo(attributes(set, clear));
        assertThat(parse(option).recursiveAttributes()).isEqualTo(MountAttributes.NONE);
        assertThat(parse("r" + option).recursiveAttributes()).isEqualTo(attributes(set, clear));
        assertThat(parse("r" + option).attributes()).isEqualTo(MountAttributes.NONE);
    }

    @Test
    void theLaterOfTwoOppositesWins() {
        assertThat(parse("ro", "rw").attributes()).isEqualTo(attributes("0", "0x1"));
        assertThat(parse("rw", "ro").attributes()).isEqualTo(attributes("0x1", "0"));
        assertThat(parse("rro", "rrw").recursiveAttributes()).isEqualTo(attributes("0", "0x1"));
        assertThat(parse("sync", "async").superblock()).isEmpty();
        assertThat(parse("async", "sync").superblock()).containsExactly("sync");
        assertThat(parse("ridmap", "idmap").idMapping()).contains(MountOptions.IdMapping.MOUNT);
    }

    @Test
    void thereIsOnlyOneWayToKeepAccessTimes() {
        assertThat(parse("noatime", "strictatime").attributes()).isEqualTo(attributes("0x20", "0x70"));
        assertThat(parse("rstrictatime", "rrelatime").recursiveAttributes()).isEqualTo(attributes("0", "0x70"));
        assertThat(parse("strictatime", "atime").attributes()).isEqualTo(attributes("0x20", "0x70"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "dirsync", "lazytime", "mand", "iversion"})
    void whatIsOfTheWholeFilesystemIsApart(String option) {
        assertThat(parse(option).superblock()).containsExactly(option);
        assertThat(parse(option).attributes()).isEqualTo(MountAttributes.NONE);
    }

    @ParameterizedTest
    @EnumSource(Propagation.class)
    void propagationIsApart(Propagation propagation) {
        MountOptions options = parse("bind", propagation.toString());

        assertThat(options.propagation()).containsExactly(propagation);
        assertThat(options.attributes()).isEqualTo(MountAttributes.NONE);
    }

    @Test
    void propagationKeepsItsOrder() {
        assertThat(parse("rslave", "shared").propagation()).containsExactly(Propagation.RSLAVE, Propagation.SHARED);
    }

    @Test
    void unknownOptionsAreDataInTheirOrder() {
        MountOptions options = parse("nosuid", "mode=755", "ro", "size=65536k", "RO", "rsync", "");

        assertThat(options.data()).containsExactly("mode=755", "size=65536k", "RO", "rsync");
        assertThat(options.attributes()).isEqualTo(attributes("0x3", "0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bind", "rbind"})
    void aMountIsABindByItsOption(String option) {
        assertThat(parse(option).bind()).isTrue();
        assertThat(parse(option).recursiveBind()).isEqualTo(option.equals("rbind"));
        assertThat(parse("ro").bind()).isFalse();
    }

    @Test
    void extensionsAreNoAttributes() {
        MountOptions options = parse("tmpcopyup", "ridmap", "remount");

        assertThat(options.tmpCopyUp()).isTrue();
        assertThat(options.remount()).isTrue();
        assertThat(options.idMapping()).contains(MountOptions.IdMapping.RECURSIVE);
        assertThat(options.attributes()).isEqualTo(MountAttributes.NONE);
    }

    @Test
    void defaultsChangeNothing() {
        assertThat(parse("defaults", "silent", "loud")).isEqualTo(parse());
    }
}
