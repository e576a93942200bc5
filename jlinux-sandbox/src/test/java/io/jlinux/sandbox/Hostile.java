package io.jlinux.sandbox;

import io.jlinux.testkit.Gcc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The hostile programs of {@code src/test/resources/hostile}, compiled into one; closing deletes it. */
final class Hostile implements AutoCloseable {
    private static final List<String> SOURCES = List.of(
            "main.c", "files.c", "spaces.c", "processes.c", "resources.c", "kernel.c", "network.c", "hostile.h");

    private final Path directory;

    private Hostile(Path directory) {
        this.directory = directory;
    }

    static Hostile compile() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("jlinux-hostile");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Hostile hostile = new Hostile(directory);
        List<Path> files = new ArrayList<>();
        for (String name : SOURCES) {
            Path file = directory.resolve(name);
            try (var source = Hostile.class.getResourceAsStream("/hostile/" + name)) {
                if (source == null) throw new IOException("no resource " + name);
                Files.write(file, source.readAllBytes());
            }
            files.add(file);
        }
        Gcc.compile(hostile.program(), List.of("-O1", "-w", "-static", "-pthread"), files);
        return hostile;
    }

    /** On the host. */
    Path program() {
        return directory.resolve("hostile");
    }

    /** A file beside it that everybody may read and no sandbox sees. */
    Path secret() throws IOException {
        Path file = directory.resolve("secret");
        Files.writeString(file, "the host's");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    /** All attacks that the program knows. */
    List<String> attacks() throws IOException {
        Process p = new ProcessBuilder(program().toString()).start();
        return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** {@code sandbox} with the program in it, as {@code /box/hostile}. */
    Sandbox in(Sandbox sandbox) {
        return sandbox.bind(program(), "/box/hostile");
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
        }
    }
}
