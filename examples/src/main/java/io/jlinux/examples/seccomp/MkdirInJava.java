package io.jlinux.examples.seccomp;

import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompAnswer;
import io.jlinux.security.seccomp.SeccompListener;
import io.jlinux.security.seccomp.SeccompNotification;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * System calls decided in Java: each mkdir(2) of a program, and of what it starts, comes to a handler here, which makes the directory
 * somewhere else, or refuses. The program notices nothing.
 *
 * <p>The handler does the call itself instead of letting the kernel go on: what it has read of the program's memory, another thread of
 * the program could change before the kernel reads it again.
 *
 * <p>Works as root and as an ordinary user.
 */
public final class MkdirInJava {
    private static final int PATH_MAX = 4096;

    private final Path home;

    private MkdirInJava(Path home) {
        this.home = home;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("jlinux-mkdir");
        SeccompPolicy policy = SeccompPolicy.builder("mkdir-in-java", SeccompAction.ALLOW)
                .rule(SeccompAction.NOTIFY, "mkdir")
                .rule(SeccompAction.NOTIFY, "mkdirat")
                .build();
        Spawn spawn = Spawn.command("/bin/sh", "-c", "mkdir /photos /music; mkdir /photos; mkdir /secret")
                .env("LC_ALL", "C")
                .noNewPrivileges()
                .seccomp(policy);
        try (LinuxProcess p = spawn.start()) {
            SeccompListener listener = p.seccompListener().orElseThrow();
            listener.start(new MkdirInJava(home)::decide);
            p.errorReader().lines().forEach(line -> System.out.println("the program says: " + line));
            p.waitFor();
        }
        try (Stream<Path> made = Files.list(home)) {
            List<Path> paths = made.sorted().toList();
            System.out.println("made: " + paths.stream().map(Path::getFileName).toList());
            for (Path path : paths) Files.delete(path);
        }
        Files.delete(home);
    }

    private SeccompAnswer decide(SeccompNotification call) throws IOException {
        String asked = call.readString(call.arg(call.call().equals("mkdir") ? 0 : 1), PATH_MAX);
        if (asked.contains("secret")) return SeccompAnswer.failure(Errno.EACCES);
        try {
            Files.createDirectory(home.resolve(Path.of(asked).getFileName()));
            return SeccompAnswer.value(0);
        } catch (FileAlreadyExistsException e) {
            return SeccompAnswer.failure(Errno.EEXIST);
        }
    }
}
