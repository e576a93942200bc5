package io.jlinux.sandbox;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests that have the hostile programs. */
abstract class OnHostile {
    private static @Nullable Hostile hostile;

    @BeforeAll
    static void compile() throws Exception {
        hostile = Hostile.compile();
    }

    @AfterAll
    static void delete() throws IOException {
        if (hostile != null) hostile.close();
        hostile = null;
    }

    /** Whether there are any: a source of arguments is asked also where nothing is compiled. */
    static boolean hasHostile() {
        return hostile != null;
    }

    static Hostile hostile() {
        if (hostile == null) throw new IllegalStateException();
        return hostile;
    }
}
