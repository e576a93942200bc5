package io.jlinux.spawn;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a root of busybox. */
abstract class OnBusyboxRoot {
    BusyboxRoot root;

    @BeforeEach
    void createRoot() throws IOException {
        root = BusyboxRoot.create();
    }

    @AfterEach
    void deleteRoot() {
        if (root != null) root.close();
    }
}
