package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a bundle of busybox and, beside its root, a directory of the host that no container may reach. */
abstract class BesideTheRoot {
    @TempDir
    Path dir;

    BusyboxBundle bundle;

    /** Has one file in it, {@code file}. */
    Path outside;

    @BeforeEach
    void makeBundleAndOutside() throws IOException {
        bundle = BusyboxBundle.create(dir.resolve("bundle"));
        outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("file"), "of the host\n");
    }

    @AfterEach
    void nothingOfTheHostHasChanged() throws IOException {
        try (Stream<Path> files = Files.list(outside)) {
            assertThat(files).containsExactly(outside.resolve("file"));
        }
        assertThat(outside.resolve("file")).hasContent("of the host");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(dir.toString());
    }
}
