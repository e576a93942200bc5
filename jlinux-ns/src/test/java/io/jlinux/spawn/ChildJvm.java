package io.jlinux.spawn;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A JVM of its own, with the classes of this one, for tests that do to a JVM what the one of the tests would not survive. It is killed when
 * it takes too long: who reads what it says waits in a call that no interrupt of JUnit's ends.
 */
final class ChildJvm implements AutoCloseable {
    private static final int MOST_SECONDS = Boolean.getBoolean("jlinux.soak") ? 7200 : 280;

    private final Process process;
    private final Path errors;
    private final BufferedReader out;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static String javaHome(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** This JVM's own, with absolute paths. */
    static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(p -> Path.of(p).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The command line of a small JVM that runs {@code main}. */
    static List<String> command(List<String> options, Class<?> main, String... args) {
        List<String> command = new ArrayList<>(List.of(
                javaHome("java"), "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        if (Boolean.getBoolean("jlinux.vm")) command.add("-Djlinux.vm=true");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(args));
        return command;
    }

    static ChildJvm start(List<String> options, Class<?> main, String... args) throws IOException {
        Path errors = Files.createTempFile("jlinux-jvm", ".err");
        ProcessBuilder builder = new ProcessBuilder(command(options, main, args)).redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        try {
            Process process = builder.start();
            CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            return new ChildJvm(process, errors);
        } catch (IOException e) {
            Files.delete(errors);
            throw e;
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean endsWithin(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    /** Its standard input has an end. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** The next line of its stdout; throws when there is none. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) throw new AssertionError("the JVM said nothing more: " + errors());
        return line;
    }

    /** Its next line that begins so, past what the JVM itself prints. */
    String line(String beginning) throws IOException {
        String line = line();
        while (!line.startsWith(beginning)) line = line();
        return line;
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Waits for its end, and tells what it said should it not be a good one. */
    void assertEndsWell() throws IOException, InterruptedException {
        StringBuilder rest = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine())
            rest.append(line).append('\n');
        int code = process.waitFor();
        if (code != 0) throw new AssertionError("the JVM ended with " + code + ": " + rest + errors());
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.close();
        process.getOutputStream().close();
        Files.deleteIfExists(errors);
    }
}
