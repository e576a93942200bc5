package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a start knows of the file systems that it has made itself, and when it knows nothing. */
class OwnFilesTest {
    private final TapeBuilder tape = new TapeBuilder();
    private final Slot root = tape.slot("root");
    private final Slot dev = tape.slot("dev");
    private final OwnFiles files = new OwnFiles();

    @BeforeEach
    void mountRoot() {
        files.mounted("/", root);
    }

    private OwnFiles.Spot enter(String path, boolean directory) {
        return files.enter(PathSteps.names(path), directory);
    }

    @Test
    void whatLeadsToAPathIsMissingOnlyOnce() {
        OwnFiles.Spot first = enter("/a/b/c", true);
        assertThat(first.descriptor()).isEqualTo(Arg.ref(root));
        assertThat(first.missing()).containsExactly("a", "a/b");
        assertThat(first.name()).isEqualTo("a/b/c");
        assertThat(first.directory()).isFalse();
        OwnFiles.Spot second = enter("/a/b/d", true);
        assertThat(second.missing()).isEmpty();
        assertThat(second.name()).isEqualTo("a/b/d");
        assertThat(enter("/a/b/c", true).directory()).isTrue();
    }

    @Test
    void eachFileSystemHasItsOwnDescriptor() {
        enter("/dev", true);
        files.mounted("/dev", dev);
        OwnFiles.Spot spot = enter("/dev/pts/x", true);
        assertThat(spot.descriptor()).isEqualTo(Arg.ref(dev));
        assertThat(spot.missing()).containsExactly("pts");
        assertThat(spot.name()).isEqualTo("pts/x");
        assertThat(enter("/dev", true).name()).isEmpty();
    }

    @Test
    void belowAMountOfOthersNothingIsKnown() {
        enter("/usr", true);
        files.mounted("/usr", null);
        assertThat(enter("/usr/share", true)).isNull();
        assertThat(enter("/usr", true)).isNull();
        assertThat(enter("/opt", true)).isNotNull();
    }

    @Test
    void belowALinkOrAFileNothingIsKnown() {
        assertThat(enter("/lib", false)).isNotNull();
        assertThat(enter("/lib/x", true)).isNull();
        assertThat(enter("/lib", true)).isNull();
        assertThat(enter("/lib", false)).isNull();
    }

    @Test
    void aMountHidesWhatWasBelow() {
        enter("/dev", true);
        files.mounted("/dev", dev);
        enter("/dev/shm", true);
        files.mounted("/dev", root);
        assertThat(enter("/dev/shm", true).directory()).isFalse();
    }

    @Test
    void theRootItselfIsNobodys() {
        assertThat(enter("/", true)).isNull();
        assertThat(enter("/..", true)).isNull();
    }

    @Test
    void inARootOfOthersOnlyAFileSystemOfOurOwnIsKnown() {
        OwnFiles image = new OwnFiles();
        assertThat(image.enter(PathSteps.names("/proc"), true)).isNull();
        image.mounted("/dev", dev);
        assertThat(image.enter(PathSteps.names("/dev/null"), false)).isNotNull();
        assertThat(image.enter(PathSteps.names("/sys"), true)).isNull();
    }

    @Test
    void whatIsMadeThroughOthersPathsMayBeAnywhere() {
        files.forget();
        assertThat(enter("/a", true)).isNull();
        files.mounted("/tmp", dev);
        assertThat(enter("/tmp/a", true)).isNotNull();
    }
}
