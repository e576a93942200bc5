package io.jlinux.oci;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a bundle of busybox, in a directory of its own. */
abstract class OnBusybox {
    @TempDir
    Path dir;

    BusyboxBundle bundle;

    @BeforeEach
    void makeBusyboxBundle() throws IOException {
        bundle = BusyboxBundle.create(dir);
    }
}
