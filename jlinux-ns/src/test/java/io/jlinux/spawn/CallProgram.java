package io.jlinux.spawn;

import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.Gcc;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A static C program that makes the system calls that its arguments name. */
final class CallProgram {
    private final Path path;

    private CallProgram(Path path) {
        this.path = path;
    }

    static CallProgram compile(Path work) throws Exception {
        Path source = work.resolve("calls.c");
        try (InputStream in = CallProgram.class.getResourceAsStream("/io/jlinux/security/seccomp/calls.c")) {
            Files.write(source, in.readAllBytes());
        }
        Path program = work.resolve("calls");
        Gcc.compile(program, List.of("-static", "-O1", "-w"), List.of(source));
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new CallProgram(program);
    }

    Path path() {
        return path;
    }

    /** A spawn of it that makes calls; each is its name or number and its arguments, spaces between. */
    Spawn spawn(String... calls) {
        List<String> argv = new ArrayList<>(List.of(path.toString()));
        for (String call : calls) {
            if (argv.size() > 1) argv.add(",");
            String[] words = call.split(" ");
            argv.add(Character.isDigit(words[0].charAt(0)) ? words[0] : "" + number(words[0]));
            argv.addAll(List.of(words).subList(1, words.length));
        }
        return Spawn.command(argv);
    }

    private static int number(String name) {
        return Syscall.valueOf(name.toUpperCase(java.util.Locale.ROOT)).nr;
    }

    /** What it printed, line by line. */
    static List<String> run(Spawn spawn) throws Exception {
        try (LinuxProcess p = spawn.start()) {
            String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            ExitStatus status = p.waitForStatus();
            List<String> lines = new ArrayList<>(said.lines().toList());
            if (!status.toString().equals("exit 0")) lines.add(status.toString());
            return lines;
        }
    }
}
