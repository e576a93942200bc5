package io.jlinux.examples.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program prints what a learner is told it prints. */
@NoLeaks
@Timeout(120)
class NamespaceExamplesTest {
    @FunctionalInterface
    private interface Main {
        void run(String... args) throws Exception;
    }

    /** Runs it on a thread other than the JVM's main one, as thread and process are told apart there. */
    private static List<String> linesOf(Main main) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            FutureTask<Void> task = new FutureTask<>((Callable<Void>) () -> {
                main.run();
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

    private static Matcher match(String line, String regex) {
        Matcher m = Pattern.compile(regex).matcher(line);
        assertThat(m.matches()).as("%s matches %s", line, regex).isTrue();
        return m;
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void processOneSeesItsOwnAndTakesAllWithIt() throws Exception {
        List<String> lines = linesOf(PidOne::main);
        assertThat(lines.get(0)).isEqualTo("inside: I am process 1, my child is 2");
        assertThat(lines.get(1)).isEqualTo("inside: /proc shows 1 2");
        match(lines.get(2), "outside: it is process \\d{2,}, its child is \\d{2,}");
        assertThat(lines.subList(3, lines.size()))
                .containsExactly(
                        "outside: killing process 1 of the namespace",
                        "outside: it ended with 137",
                        "outside: its child is alive: false");
    }

    @Test
    @Requires(Requirement.ROOT)
    void twoNamespacesTalkOverAVeth() throws Exception {
        assertThat(linesOf(TwoNetworks::main))
                .containsExactly(
                        "two network namespaces: left and right, different: true",
                        "to-right is on the left; here: null",
                        "accepted on the right, from 10.7.0.1",
                        "heard on the right: hello from the left");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void anOrdinaryUserIsToldThatTwoNamespacesNeedRoot() throws Exception {
        assertThat(linesOf(TwoNetworks::main))
                .singleElement()
                .asString()
                .startsWith("This example needs root. ")
                .contains("EPERM", "CAP_SYS_ADMIN");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aContainerOfTheHostsDirectories() throws Exception {
        List<String> lines = linesOf(MinimalContainer::main);
        assertThat(lines.get(0)).startsWith("inside: hostname minimal, process 1 of ");
        assertThat(lines.get(1)).contains("bin", "lib", "proc", "tmp", "usr").doesNotContain("home");
        assertThat(lines.subList(2, 6))
                .containsExactly(
                        "inside: interfaces lo",
                        "inside: /usr is read-only",
                        "inside: /tmp is a tmpfs of its own",
                        "outside: it ended with exit 0");
        assertThat(lines.get(6)).contains("empty mount points only: [").contains("proc", "tmp", "usr");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void unshareMovesTheThreadAndCloneMakesAChild() throws Exception {
        List<String> lines = linesOf(UnshareOrClone::main);
        Matcher before = match(lines.get(0), "before:   thread in (uts:\\S+), child in (uts:\\S+), process \\d{2,}");
        String home = before.group(1);
        assertThat(before.group(2)).isEqualTo(home);
        int next = 2;
        if (Requirement.ROOT.isMet()) {
            Matcher moved = match(lines.get(1), "unshare:  thread in (uts:\\S+), main thread in (uts:\\S+)");
            assertThat(moved.group(1)).isNotEqualTo(home);
            assertThat(moved.group(2)).isEqualTo(home);
            assertThat(lines.get(2)).isEqualTo("unshare:  child in " + moved.group(1) + ", process 1");
            assertThat(lines.get(3)).isEqualTo("closed:   thread in " + home);
            next = 4;
        } else {
            assertThat(lines.get(1)).startsWith("unshare:  unshare [UTS, PID]: EPERM");
        }
        Matcher cloned = match(lines.get(next), "clone:    child in (uts:\\S+), process 1");
        assertThat(cloned.group(1)).isNotEqualTo(home);
        assertThat(lines.get(next + 1)).isEqualTo("clone:    thread in " + home);
        assertThat(lines.get(next + 2)).startsWith("unshare of USER: ").contains("multithreaded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PidOne", "TwoNetworks", "MinimalContainer", "UnshareOrClone"})
    void aProgramIsReadInOneGo(String name) throws IOException {
        Path basedir = Path.of(System.getProperty("basedir", "."));
        Path source = basedir.resolve("src/main/java/io/jlinux/examples/namespaces/" + name + ".java");
        try (Stream<String> lines = Files.lines(source)) {
            assertThat(lines.count()).isLessThan(80);
        }
    }
}
