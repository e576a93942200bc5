package io.jlinux.oci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own, which does one thing with a runtime: what it says, and how it ends. */
final class OtherJvm {
    private OtherJvm() {}

    /** Starts one that runs the main method of {@code main}. */
    static Process start(Class<?> main, List<String> properties, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m"));
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(properties);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        return builder.start();
    }

    /** As above, to its end; returns what it said. */
    static String run(Class<?> main, String... args) throws IOException, InterruptedException {
        Process jvm = start(main, List.of(), args);
        jvm.getOutputStream().close();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = jvm.waitFor();
        if (code != 0) throw new AssertionError("ended with " + code + ": " + said);
        return said;
    }
}
