package io.jlinux.examples.runc;

import io.jlinux.oci.spec.OciConfig;
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
 * start: the life of a container, by lines that are read without picocli. That is compiled for a Java whose classes no archive takes, and
 * JDK 25 fails where some are left out. Prints nothing and leaves nothing.
 */
final class Rehearsal {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private static final String ID = "rehearsal-" + ProcessHandle.current().pid();

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setOut(NOWHERE);
        Ahead.begin();
        Path dir = Files.createTempDirectory("jlinux-runc");
        try {
            Path bundle = Files.createDirectory(dir.resolve("bundle"));
            Files.createDirectory(bundle.resolve("rootfs"));
            Files.writeString(
                    bundle.resolve("config.json"),
                    OciConfig.template()
                            .withTerminal(false)
                            .withArgs("sleep", "100")
                            .toJson()
                            .replaceFirst("\"mounts\"\\s*:\\s*\\[", "\"mounts\": [" + programs()));
            life(dir, bundle.toString());
            run(dir, "features");
        } finally {
            try (Stream<Path> all = Files.walk(dir)) {
                for (Path p : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
            }
        }
    }

    /** Mounts of where the host has a sleep. */
    private static String programs() {
        StringBuilder mounts = new StringBuilder();
        for (String path : new String[] {"/usr", "/bin", "/lib", "/lib64"}) {
            if (!Files.isDirectory(Path.of(path))) continue;
            mounts.append("{\"destination\": \"" + path + "\", \"source\": \"" + path
                    + "\", \"options\": [\"rbind\", \"ro\"]},");
        }
        return mounts.toString();
    }

    /** As an engine calls them. A host where there can be no container has the classes of its failures in the archive. */
    private static void life(Path dir, String bundle) throws IOException {
        String pid = dir.resolve("pid").toString();
        Path process = Files.writeString(
                dir.resolve("process"),
                "{\"args\": [\"sleep\", \"100\"], \"cwd\": \"/\", \"env\": [\"PATH=/usr/bin:/bin\"], \"user\": {\"uid\": 0, \"gid\": 0}}");
        Path resources = Files.writeString(dir.resolve("resources"), "{\"pids\": {\"limit\": 55}}");
        run(dir, "create", "--bundle", bundle, "--pid-file", pid, ID);
        run(dir, "state", ID);
        run(dir, "start", ID);
        run(dir, "state", ID);
        run(dir, "exec", "--process", process.toString(), "--detach", "--pid-file", pid, ID);
        run(dir, "update", "--resources", resources.toString(), ID);
        run(dir, "ps", "--format", "json", ID);
        run(dir, "pause", ID);
        run(dir, "resume", ID);
        run(dir, "start", ID); // refused: how a failure is told, too
        run(dir, "kill", ID, "0");
        run(dir, "kill", "--all", ID, "9");
        run(dir, "delete", ID);
        run(dir, "delete", "--force", ID);
    }

    private static void run(Path dir, String... command) {
        String[] line = new String[command.length + 4];
        System.arraycopy(
                new String[] {
                    "--root",
                    dir.resolve("state").toString(),
                    "--log",
                    dir.resolve("log").toString()
                },
                0,
                line,
                0,
                4);
        System.arraycopy(command, 0, line, 4, command.length);
        Runc.execute(NOWHERE, NOWHERE, line);
    }
}
