package io.jlinux.cgroup;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A second JVM, for what can be tried only in a user or cgroup namespace of a whole process. */
final class ChildJvm {
    private ChildJvm() {}

    /** Runs {@code main} after the shell's {@code setUp}, and returns all that it said. */
    static String run(UnaryOperator<Spawn> how, String setUp, Class<?> main, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", setUp + "\nexec \"$@\" 2>&1", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-Xshare:auto"));
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        try (LinuxProcess p = how.apply(Spawn.command(command)).start()) {
            p.getOutputStream().close();
            String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String errors = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return said + errors + "status " + p.waitFor();
        }
    }
}
