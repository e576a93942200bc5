package io.jlinux.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of the programs: what it prints, and what it is like to read. */
public final class Example {
    private Example() {}

    /** The {@code main} of a program. */
    @FunctionalInterface
    public interface Main {
        void run(String... args) throws Exception;
    }

    /** What it prints. Runs it on a thread other than the JVM's main one, as thread and process are told apart there. */
    public static List<String> linesOf(Main main, String... args) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            FutureTask<Void> task = new FutureTask<>((Callable<Void>) () -> {
                main.run(args);
                return null;
            });
            Thread thread = new Thread(task);
            thread.start();
            thread.join();
            task.get();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Of a line that has to be like this. */
    public static Matcher match(String line, String regex) {
        Matcher m = Pattern.compile(regex).matcher(line);
        assertThat(m.matches()).as("%s matches %s", line, regex).isTrue();
        return m;
    }

    /** Its source, {@code name} in the package of its test, is short enough for that. */
    public static void assertReadInOneGo(Class<?> test, String name) throws IOException {
        Path source = Path.of(System.getProperty("basedir", "."), "src/main/java")
                .resolve(test.getPackageName().replace('.', '/'))
                .resolve(name + ".java");
        try (Stream<String> lines = Files.lines(source)) {
            assertThat(lines.count()).isLessThan(80);
        }
    }
}
