package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * runc, with containers of its own.
 *
 * @param dir of the test, for its states and what it says
 */
record Runc(Path dir) {
    /** What it says, on both streams; it has to end well. */
    String run(String... args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("runc", "--root", dir.resolve("runc").toString()));
        command.addAll(List.of(args));
        // a file: a container that it leaves behind has its streams
        Path out = Files.createTempFile(dir, "runc", "");
        Process runc = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        int code = runc.waitFor();
        String said = Files.readString(out);
        assertThat(code).as(said).isZero();
        return said;
    }
}
