package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JVM that is killed takes its sandboxes along, unless they were told to stay. */
@Tag("heavy")
@NoLeaks
@Timeout(120)
@Requires(Requirement.USER_NAMESPACES)
class DieWithParentTest {
    /** A JVM to be killed: starts a sandbox and tells its pid. */
    public static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            Sandbox sandbox = Sandbox.untrusted().cgroup(CgroupUse.NEVER).dieWithParent(Boolean.parseBoolean(args[0]));
            System.out.println(sandbox.start("/bin/sleep", "600").process().pid());
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }

    @Test
    void aKilledJvmTakesItsSandboxesAlong() throws Exception {
        try (PidFd sandbox = sandboxOfAKilledJvm(true)) {
            assertThat(ended(sandbox, 60)).isTrue();
        }
    }

    @Test
    void unlessTheyAreToStay() throws Exception {
        try (PidFd sandbox = sandboxOfAKilledJvm(false)) {
            assertThat(ended(sandbox, 1)).isFalse();
            sandbox.send(Signal.KILL);
            assertThat(ended(sandbox, 60)).isTrue();
        }
    }

    private static boolean ended(PidFd process, int seconds) throws Exception {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (!process.hasExited()) {
            if (System.nanoTime() > deadline) return false;
            Thread.sleep(10);
        }
        return true;
    }

    private static PidFd sandboxOfAKilledJvm(boolean die) throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        List<String> flags =
                Runtime.version().feature() < 24 ? List.of() : List.of("--enable-native-access=ALL-UNNAMED");
        List<String> command = Stream.of(
                        List.of(java, "-cp", System.getProperty("java.class.path")),
                        flags,
                        List.of(Parent.class.getName(), Boolean.toString(die)))
                .flatMap(List::stream)
                .toList();
        try (LinuxProcess jvm = Spawn.command(command).start()) {
            PidFd sandbox = PidFd.open(Long.parseLong(jvm.inputReader().readLine()));
            jvm.signal(Signal.KILL);
            jvm.waitFor();
            return sandbox;
        }
    }
}
