package io.jlinux.examples.runc;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What the installation runs once, so that the classes of every command come into the archive of class data (CDS) from which they
 * start: each command as far as it gets without anything being there. Prints nothing and leaves nothing.
 */
final class Rehearsal {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        System.setOut(NOWHERE);
        Path dir = Files.createTempDirectory("jlinux-runc");
        try {
            Path bundle = Files.createDirectory(dir.resolve("bundle"));
            Files.createDirectory(bundle.resolve("rootfs")); // without the program: the start fails at its last step
            Path config = bundle.resolve("config.json");
            run(dir, "spec", "--bundle", bundle.toString());
            Files.writeString(config, Files.readString(config).replaceFirst("\"terminal\"\\s*:\\s*true", "\"terminal\": false"));
            run(dir, "create", "--bundle", bundle.toString(), "--pid-file", dir.resolve("pid").toString(), "x");
            for (String command : new String[] {"start", "state", "kill", "pause", "resume", "update", "ps", "events", "delete"})
                run(dir, command, "x");
            run(dir, "exec", "x", "true");
            run(dir, "delete", "--force", "x");
            run(dir, "list");
            run(dir, "features");
            run(dir, "--version");
        } finally {
            try (Stream<Path> all = Files.walk(dir)) {
                for (Path p : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
            }
        }
    }

    private static void run(Path dir, String... command) {
        String[] line = new String[command.length + 4];
        System.arraycopy(new String[] {"--root", dir.resolve("state").toString(), "--log", dir.resolve("log").toString()}, 0, line, 0, 4);
        System.arraycopy(command, 0, line, 4, command.length);
        Runc.execute(NOWHERE, NOWHERE, line);
    }
}
