package io.jlinux.spawn;

import io.jlinux.testkit.Gcc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small C program for a test; needs GCC. */
final class CProgram {
    private CProgram() {}

    /** Compiled without a dynamic loader, so that it also runs in an empty root. */
    static Path build(Path directory, String name, String source) throws Exception {
        Path c = Files.writeString(directory.resolve(name + ".c"), source);
        Path program = directory.resolve(name);
        Gcc.compile(program, List.of("-static", "-O1"), List.of(c));
        return program;
    }
}
