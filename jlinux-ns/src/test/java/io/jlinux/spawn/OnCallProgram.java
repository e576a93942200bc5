package io.jlinux.spawn;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests that have a program which makes the system calls that it is told. */
abstract class OnCallProgram {
    @TempDir
    static Path work;

    static CallProgram calls;

    @BeforeAll
    static void compileCalls() throws Exception {
        calls = CallProgram.compile(work);
    }
}
