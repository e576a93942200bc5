package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the program is given: arguments, environment, directory. */
@NoLeaks
@Timeout(60)
class ProgramTest {
    @TempDir
    Path work;

    @Test
    void argumentsComeThroughAsTheyAre() throws Exception {
        String odd = "a b\t\"c\" $HOME * \n Grüße 日本 \ud83d\ude00";
        assertThat(Run.of(Spawn.command("printf", "%s|", odd, "", "x")).out()).isEqualTo(odd + "||x|");
    }

    @Test
    void manyArgumentsFit() throws Exception {
        String[] argv = new String[20_001];
        java.util.Arrays.fill(argv, "argument");
        argv[0] = "/bin/sh";
        argv[1] = "-c";
        argv[2] = "echo $#";
        assertThat(Run.text(Spawn.command(argv))).isEqualTo("19997");
    }

    @Test
    void theEnvironmentIsInheritedAndExtended() throws Exception {
        List<String> inherited = Run.of(Spawn.command("env")).lines();
        assertThat(inherited).anyMatch(l -> l.startsWith("PATH="));
        assertThat(Run.of(Spawn.command("env").env("NEW", "ä=1").env("PATH", System.getenv("PATH")))
                        .lines())
                .containsAll(inherited)
                .contains("NEW=ä=1");
    }

    @Test
    void aClearedEnvironmentHasOnlyWhatWasSet() throws Exception {
        assertThat(Run.text(Spawn.command("/usr/bin/env")
                        .clearEnvironment()
                        .env("A", "")
                        .env("B", "2")))
                .isEqualTo("A=\nB=2");
    }

    @Test
    void theDirectoryIsTheGivenOne() throws Exception {
        Path directory = Files.createDirectory(work.resolve("dir with spaces")).toRealPath();
        assertThat(Run.text(Spawn.command("pwd").directory(directory.toString())))
                .isEqualTo(directory.toString());
        assertThat(Run.text(Spawn.command("/bin/pwd")))
                .isEqualTo(Path.of("").toRealPath().toString());
    }

    @Test
    void aNameIsLookedUpInThePathOfTheNewEnvironment() throws Exception {
        Path first = Files.createDirectory(work.resolve("first"));
        Path second = Files.createDirectory(work.resolve("second"));
        Files.writeString(first.resolve("tool"), "not executable");
        Files.writeString(second.resolve("tool"), "#!/bin/sh\necho found\n");
        Files.setPosixFilePermissions(second.resolve("tool"), PosixFilePermissions.fromString("rwxr-xr-x"));
        String path = work + "/missing:" + first + ":" + second + ":/bin";
        assertThat(Run.text(Spawn.command("tool").env("PATH", path))).isEqualTo("found");
    }

    @Test
    void anEmptyElementOfPathIsTheWorkingDirectory() throws Exception {
        Files.writeString(work.resolve("tool"), "#!/bin/sh\necho here\n");
        Files.setPosixFilePermissions(work.resolve("tool"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(Run.text(Spawn.command("tool").env("PATH", ":/bin").directory(work.toString())))
                .isEqualTo("here");
    }

    @Test
    void withoutPathTheUsualDirectoriesAreSearched() throws Exception {
        assertThat(Run.text(Spawn.command("echo", "ok").clearEnvironment())).isEqualTo("ok");
    }

    @Test
    void oneBuilderStartsManyProcesses() throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", "echo $$");
        assertThat(Run.text(spawn)).isNotEqualTo(Run.text(spawn));
    }

    @Test
    void thePidIsTheProcessOwn() throws Exception {
        try (LinuxProcess p = Spawn.command("/bin/sh", "-c", "echo $$").start()) {
            assertThat(new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo(Long.toString(p.pid()));
        }
    }

    @Test
    void explainPrintsEveryCallInOrder() throws Exception {
        List<String> lines =
                Spawn.command("/bin/true").directory("/tmp").umask(022).explain();
        assertThat(lines.get(0).strip()).matches("clone3?\\(CLONE_VM\\|CLONE_VFORK\\|CLONE_PIDFD.*\\)");
        assertThat(String.join("\n", lines))
                .containsSubsequence(
                        "chdir(\"/tmp\")",
                        "umask(022)",
                        "dup3(",
                        "close_range(",
                        "rt_sigprocmask(SIG_SETMASK, []",
                        "execve(\"/bin/true\"");
        assertThat(lines.get(lines.size() - 1)).contains("execve");
    }
}
