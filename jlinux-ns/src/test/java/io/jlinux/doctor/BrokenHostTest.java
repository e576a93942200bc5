package io.jlinux.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.DoctorUnderFilterMain;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that are really broken, each around a JVM of its own. */
@Tag("heavy") // JVMs that start JVMs
@NoLeaks
@Timeout(180)
@Requires(Requirement.USER_NAMESPACES)
class BrokenHostTest {
    private static List<String> java(Class<?> main, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData"));
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    private static List<String> lines(Spawn spawn) throws Exception {
        try (LinuxProcess p = spawn.start()) {
            p.getOutputStream().close();
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).as(err).isZero();
            return out.lines().toList();
        }
    }

    @Test
    void aTmpOfNoexecKeepsJnaFromLoadingAndTheDoctorSaysWhy() throws Exception {
        Path tmp = Files.createTempDirectory("jlinux-noexec");
        try {
            List<String> found =
                    lines(Spawn.command(java(ReportMain.class, "-Djava.io.tmpdir=" + tmp, "-Djna.tmpdir=" + tmp))
                            .unshare(Namespace.USER, Namespace.MOUNT)
                            .mount(Mount.tmpfs(tmp.toString()).noExec()));
            assertThat(found)
                    .anyMatch(l -> l.matches("MISSING JNA: does not load: .*jna\\.tmpdir.*"))
                    .anyMatch(l -> l.startsWith("LIMITED java.io.tmpdir: " + tmp) && l.contains("mounted noexec"))
                    .anyMatch(l -> l.startsWith("MISSING system calls"));
        } finally {
            Files.delete(tmp);
        }
    }

    @Test
    void aLimitOfZeroUserNamespacesIsToldByItsSysctl() throws Exception {
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", "echo 0 >/proc/sys/user/max_user_namespaces && exec \"$@\"", "sh"));
        command.addAll(java(ReportMain.class));
        List<String> found = lines(Spawn.command(command).unshare(Namespace.USER));
        assertThat(found)
                .anyMatch(l -> l.startsWith("MISSING user namespaces: ")
                        && l.contains("user.max_user_namespaces=0")
                        && l.contains("What to do: sysctl -w user.max_user_namespaces"))
                .anyMatch(l -> l.startsWith("LIMITED numbers of namespaces: user.max_user_namespaces=0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENOSYS", "EPERM"})
    void aFilterThatRefusesCallsIsSeen(String answer) throws Exception {
        List<String> found = lines(Spawn.command(java(DoctorUnderFilterMain.class, "-Danswer=" + answer)));
        assertThat(found)
                .anyMatch(l -> l.startsWith("LIMITED close_range: does not work here") && l.contains("seccomp profile"))
                .anyMatch(l -> l.startsWith("MISSING Landlock: " + answer))
                .anyMatch(
                        l -> l.startsWith(answer.equals("ENOSYS") ? "LIMITED clone3: does not work here" : "OK clone3"))
                .anyMatch(l -> l.startsWith("LIMITED mount_setattr"))
                .contains("a program runs")
                .anyMatch(l -> l.startsWith("LIMITED this JVM: under a seccomp filter"))
                .anyMatch(l -> l.startsWith("OK user namespaces"));
    }
}
