package io.jlinux.examples.namespaces;

import static io.jlinux.examples.Example.linesOf;
import static io.jlinux.examples.Example.match;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.examples.Example;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program prints what a learner is told it prints. */
@NoLeaks
@Timeout(120)
class NamespaceExamplesTest {
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
        Example.assertReadInOneGo(getClass(), name);
    }
}
