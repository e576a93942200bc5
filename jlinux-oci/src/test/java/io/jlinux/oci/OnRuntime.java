package io.jlinux.oci;

import org.junit.jupiter.api.BeforeEach;

/** A test with a bundle of busybox, and a runtime whose states are beside it. */
abstract class OnRuntime extends OnBusybox {
    /** For the one container that a test has. */
    final String id = BusyboxBundle.id();

    OciRuntime runtime;

    @BeforeEach
    void makeRuntime() throws Exception {
        runtime = OciRuntime.at(dir.resolve("state"));
    }
}
