package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A death signal reaches the child when the JVM is killed, and only then. */
@NoLeaks
@Timeout(60)
class ParentDeathTest {
    @Tag("heavy")
    @Test
    void theChildDiesWithAJvmThatIsKilled() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ParentDeathMain.class.getName()));
        if (Requirement.ROOT.isMet()) command.add("with another user");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process jvm = builder.start();
        List<Long> pids = new ArrayList<>();
        try (BufferedReader out = new BufferedReader(
                new java.io.InputStreamReader(jvm.getInputStream(), java.nio.charset.StandardCharsets.UTF_8))) {
            String line = out.readLine();
            assertThat(line).matches("[0-9 ]+");
            for (String pid : line.split(" ")) pids.add(Long.parseLong(pid));
            for (long pid : pids) assertThat(lives(pid)).as("before").isTrue();
            jvm.destroyForcibly().waitFor();
            long without = pids.get(pids.size() - 1);
            for (long pid : pids) {
                if (pid == without) continue;
                for (int i = 0; i < 200 && lives(pid); i++) Thread.sleep(20);
                assertThat(lives(pid)).as("child %s", pid).isFalse();
            }
            assertThat(lives(without)).as("one without the signal").isTrue();
        } finally {
            jvm.destroyForcibly().waitFor();
            for (long pid : pids)
                ProcessHandle.of(pid).filter(h -> lives(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Not gone, and not a zombie whose new parent has not looked yet. */
    private static boolean lives(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.contains("(sleep)") && !stat.contains(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theChildOutlivesTheThreadThatStartedIt() throws Exception {
        List<LinuxProcess> started = new ArrayList<>();
        Thread starter = new Thread(() -> {
            try {
                started.add(Spawn.command("sleep", "60")
                        .parentDeathSignal(Signal.KILL)
                        .start());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        starter.start();
        starter.join();
        Thread.sleep(100);
        try (LinuxProcess p = started.get(0)) {
            assertThat(p.isAlive()).isTrue();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void theChildIsInTheNamespacesOfTheThreadThatStartedIt() throws Exception {
        try (NamespaceScope scope = Namespace.unshare(Namespace.UTS, Namespace.NET, Namespace.MOUNT);
                NamespaceHandle uts = Namespace.UTS.current();
                NamespaceHandle net = Namespace.NET.current();
                NamespaceHandle mount = Namespace.MOUNT.current()) {
            assertThat(scope).isNotNull();
            String out = Run.text(Spawn.command("sh", "-c", "cd /proc/self/ns; readlink uts net mnt")
                    .parentDeathSignal(Signal.KILL));
            assertThat(out.lines()).containsExactly(uts.toString(), net.toString(), mount.toString());
        }
        String after = Run.text(Spawn.command("readlink", "/proc/self/ns/uts").parentDeathSignal(Signal.KILL));
        assertThat(after)
                .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/uts")).toString());
        try (NamespaceScope scope = Namespace.unshare(Namespace.PID)) {
            assertThat(scope).isNotNull();
            Spawn spawn = Spawn.command("sh", "-c", "echo $$").parentDeathSignal(Signal.KILL);
            // newer kernels show the namespace before its first process; elsewhere there is no way to hand it on
            if (Files.exists(Path.of("/proc/thread-self/ns/pid_for_children"))) {
                assertThat(Run.text(spawn)).isEqualTo("1");
            } else {
                assertThatThrownBy(spawn::start)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("no process yet");
            }
        }
    }
}
