package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** A small C program for a test; needs GCC. */
final class CProgram {
    private CProgram() {}

    /** Compiled without a dynamic loader, so that it also runs in an empty root. */
    static Path build(Path directory, String name, String source) throws Exception {
        Path c = Files.writeString(directory.resolve(name + ".c"), source);
        Path program = directory.resolve(name);
        Run gcc = Run.of(Spawn.command("gcc", "-static", "-O1", "-o", program.toString(), c.toString()));
        assertThat(gcc.code()).as("%s", gcc).isZero();
        return program;
    }
}
