package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountOptionsTest {
    /** The table of config.md, "Linux mount options", and {@code rnodev}, which it forgets and runc has. */
    private static final String TABLE =
            "async atime bind defaults dev diratime dirsync exec iversion lazytime loud mand"
                    + " noatime nodev nodiratime noexec noiversion nolazytime nomand norelatime nostrictatime nosuid nosymfollow"
                    + " private ratime rbind rdev rdiratime relatime remount rexec rnoatime rnodev rnodiratime rnoexec rnorelatime"
                    + " rnostrictatime rnosuid rnosymfollow ro rprivate rrelatime rro rrw rshared rslave rstrictatime rsuid"
                    + " rsymfollow runbindable rw shared silent slave strictatime suid symfollow sync tmpcopyup unbindable idmap"
                    + " ridmap";

    private static MountOptions parse(String... options) {
        return MountOptions.parse(List.of(options));
    }

    @Test
    void everyOptionOfTheSpecIsKnownAndNoOther() {
        assertThat(MountOptions.known()).containsExactlyInAnyOrder(TABLE.split(" "));
    }

    @Test
    void noKnownOptionBecomesData() {
        for (String option : MountOptions.known()) {
            assertThat(parse(option).data()).as(option).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ro, 0x1",
        "nosuid, 0x2",
        "nodev, 0x4",
        "noexec, 0x8",
        "sync, 0x10",
        "remount, 0x20",
        "mand, 0x40",
        "dirsync, 0x80",
        "nosymfollow, 0x100",
        "noatime, 0x400",
        "nodiratime, 0x800",
        "bind, 0x1000",
        "rbind, 0x5000",
        "silent, 0x8000",
        "relatime, 0x200000",
        "iversion, 0x800000",
        "strictatime, 0x1000000",
        "lazytime, 0x2000000",
        "defaults, 0x0",
        "rw, 0x0"
    })
    void anOptionIsItsFlagOfMount2(String option, String flags) {
        assertThat(parse(option).mountFlags()).isEqualTo(Long.decode(flags));
    }

    @ParameterizedTest
    @CsvSource({
        "async, SYNCHRONOUS",
        "atime, NOATIME",
        "dev, NODEV",
        "diratime, NODIRATIME",
        "exec, NOEXEC",
        "loud, SILENT",
        "noiversion, I_VERSION",
        "nolazytime, LAZYTIME",
        "nomand, MANDLOCK",
        "norelatime, RELATIME",
        "nostrictatime, STRICTATIME",
        "rw, RDONLY",
        "suid, NOSUID",
        "symfollow, NOSYMFOLLOW"
    })
    void anOppositeClearsItsFlag(String option, MountFlag flag) {
        assertThat(parse(option).cleared()).containsExactly(flag);
        assertThat(parse(option).set()).isEmpty();
    }

    @Test
    void theLaterOfTwoOppositesWins() {
        assertThat(parse("ro", "rw").set()).isEmpty();
        assertThat(parse("ro", "rw").cleared()).containsExactly(MountFlag.RDONLY);
        assertThat(parse("rw", "ro").set()).containsExactly(MountFlag.RDONLY);
        assertThat(parse("rw", "ro").cleared()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Propagation.class)
    void propagationIsApart(Propagation propagation) {
        MountOptions options = parse("bind", propagation.jsonName());

        assertThat(options.propagation()).containsExactly(propagation);
        assertThat(options.mountFlags()).isEqualTo(0x1000);
        assertThat(propagation.recursive()).isEqualTo(propagation.name().startsWith("R"));
    }

    @Test
    void propagationKeepsItsOrder() {
        assertThat(parse("rslave", "shared").propagation()).containsExactly(Propagation.RSLAVE, Propagation.SHARED);
        assertThat(Propagation.RSLAVE.mountFlags()).isEqualTo(0x84000);
        assertThat(Propagation.PRIVATE.mountFlags()).isEqualTo(0x40000);
        assertThat(Propagation.SHARED.mountFlags()).isEqualTo(0x100000);
        assertThat(Propagation.UNBINDABLE.mountFlags()).isEqualTo(0x20000);
    }

    @ParameterizedTest
    @CsvSource({
        "rro, 0x1, 0x0",
        "rrw, 0x0, 0x1",
        "rnosuid, 0x2, 0x0",
        "rsuid, 0x0, 0x2",
        "rnodev, 0x4, 0x0",
        "rdev, 0x0, 0x4",
        "rnoexec, 0x8, 0x0",
        "rexec, 0x0, 0x8",
        "rnodiratime, 0x80, 0x0",
        "rdiratime, 0x0, 0x80",
        "rnosymfollow, 0x200000, 0x0",
        "rsymfollow, 0x0, 0x200000",
        "rnoatime, 0x10, 0x70",
        "ratime, 0x0, 0x70",
        "rstrictatime, 0x20, 0x70",
        "rnostrictatime, 0x0, 0x70",
        "rrelatime, 0x0, 0x70"
    })
    void aRecursiveOptionIsAnAttributeOfMountSetattr2(String option, String set, String clear) {
        MountOptions options = parse(option);

        assertThat(options.recursiveAttributes()).isTrue();
        assertThat(options.recursiveAttrSet()).isEqualTo(Long.decode(set));
        assertThat(options.recursiveAttrClear()).isEqualTo(Long.decode(clear));
        assertThat(options.mountFlags()).isZero();
    }

    @Test
    void attributesNeverHoldTwoAccessTimeModes() {
        assertThat(parse("rnoatime", "rstrictatime").recursiveSet()).containsExactly(MountFlag.STRICTATIME);
        assertThat(parse("rstrictatime", "rrelatime").recursiveAttrSet()).isZero();
        assertThat(parse("rnorelatime").recursiveAttributes())
                .as("relatime has no bit to clear")
                .isFalse();
    }

    @Test
    void unknownOptionsAreDataInTheirOrder() {
        MountOptions options = parse("nosuid", "mode=755", "ro", "size=65536k", "RO", "rsync", "");

        assertThat(options.data()).containsExactly("mode=755", "size=65536k", "RO", "rsync");
        assertThat(options.dataString()).isEqualTo("mode=755,size=65536k,RO,rsync");
        assertThat(options.set()).isEqualTo(Set.of(MountFlag.NOSUID, MountFlag.RDONLY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bind", "rbind"})
    void aMountIsABindByItsOption(String option) {
        assertThat(parse(option).bind()).isTrue();
        assertThat(parse(option).recursiveBind()).isEqualTo(option.equals("rbind"));
        assertThat(parse("ro").bind()).isFalse();
    }

    @Test
    void extensionsAreNoFlags() {
        MountOptions options = parse("tmpcopyup", "idmap", "ridmap");

        assertThat(options.tmpCopyUp()).isTrue();
        assertThat(options.idMap()).contains(MountOptions.IdMap.RECURSIVE);
        assertThat(options.mountFlags()).isZero();
    }
}
