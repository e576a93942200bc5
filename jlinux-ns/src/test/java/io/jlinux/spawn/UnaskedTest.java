package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.ns.Namespace;
import io.jlinux.security.CapabilitySets;
import io.jlinux.sys.KernelFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is not asked for costs nothing: the tape of a plain start has the calls that a C program would make (those of the benchmarks'
 * {@code launch.c}) and no other, and what is asked for adds its own calls alone.
 */
class UnaskedTest {
    private static final List<String> PLAIN =
            List.of("clone3", "dup3", "dup3", "dup3", "close_range", "rt_sigprocmask", "execve");

    @BeforeAll
    static void aKernelThatHasThemAll() {
        KernelFeatures now = KernelFeatures.current();
        assumeTrue(now.clone3() && now.closeRange(), "older kernels need other calls");
    }

    private static Spawn plain() {
        return Spawn.command("/bin/true")
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull());
    }

    private static List<String> calls(Spawn spawn) throws Exception {
        return spawn.explain().stream()
                .map(line -> line.strip().replaceFirst("^\\d+\\s+", "").replaceFirst("\\(.*", ""))
                .toList();
    }

    /** What these calls are more than a plain start's. */
    private static List<String> added(UnaryOperator<Spawn> asked) throws Exception {
        List<String> more = new ArrayList<>(calls(asked.apply(plain())));
        PLAIN.forEach(more::remove);
        return more;
    }

    @Test
    void aPlainStartIsSixCallsAndTheClone() throws Exception {
        assertThat(calls(plain())).isEqualTo(PLAIN);
    }

    @Test
    void eachThingAskedForAddsItsOwnCalls() throws Exception {
        assertThat(added(s -> s.noNewPrivileges())).containsExactly("prctl");
        assertThat(added(s -> s.umask(022))).containsExactly("umask");
        assertThat(added(s -> s.directory("/"))).containsExactly("chdir");
        assertThat(added(s -> s.newSession())).containsExactly("setsid");
        assertThat(added(s -> s.unshare(Namespace.IPC)))
                .as("a flag of the clone")
                .isEmpty();
        assertThat(added(s -> s.unshare(Namespace.UTS).hostname("box"))).containsExactly("sethostname");
        assertThat(added(s -> s.capabilities(CapabilitySets.of())))
                .isNotEmpty()
                .allMatch(call -> call.equals("prctl") || call.equals("capset"));
    }
}
