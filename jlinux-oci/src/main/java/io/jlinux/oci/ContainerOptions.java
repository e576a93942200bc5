package io.jlinux.oci;

import io.jlinux.oci.run.ConsoleSocket;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Terminal;
import io.jlinux.sys.Fd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a process of a container gets from whoever makes it, beside its config. A value; each method gives a changed copy.
 *
 * <pre>{@code
 * ContainerOptions.of(ContainerIo.pipes()).pidFile(Path.of("/run/web.pid"))
 * }</pre>
 *
 * @param io its standard streams, where it has no terminal
 * @param consoleSocket a Unix socket where somebody waits for the master of its terminal
 * @param pidFile where its pid is written
 * @param passed descriptors that it gets
 * @param listening how many of the passed ones, from 3 on, are sockets to accept from: {@code LISTEN_FDS}
 */
public record ContainerOptions(
        ContainerIo io, Optional<Path> consoleSocket, Optional<Path> pidFile, List<PassedFd> passed, int listening) {
    /** The streams of this JVM, and nothing else. */
    public static final ContainerOptions DEFAULT = of(ContainerIo.inherit());

    public ContainerOptions {
        passed = List.copyOf(passed);
    }

    /** These streams, and nothing else. */
    public static ContainerOptions of(ContainerIo io) {
        return new ContainerOptions(io, Optional.empty(), Optional.empty(), List.of(), 0);
    }

    /** With other streams. */
    public ContainerOptions io(ContainerIo streams) {
        return new ContainerOptions(streams, consoleSocket, pidFile, passed, listening);
    }

    /**
     * The master of the process' terminal is sent to this Unix socket, by SCM_RIGHTS; without it the Java streams of the
     * process are its terminal. Needs {@code process.terminal}.
     */
    public ContainerOptions consoleSocket(Path socket) {
        return new ContainerOptions(io, Optional.of(socket), pidFile, passed, listening);
    }

    /** The pid of the process, as this JVM's pid namespace sees it, is written to this file in one piece. */
    public ContainerOptions pidFile(Path file) {
        return new ContainerOptions(io, consoleSocket, Optional.of(file), passed, listening);
    }

    /** One more descriptor. */
    public ContainerOptions pass(Fd fd, int number) {
        List<PassedFd> more = new ArrayList<>(passed);
        more.add(new PassedFd(fd, number));
        return new ContainerOptions(io, consoleSocket, pidFile, more, listening);
    }

    /**
     * Listening sockets, which the process gets as 3, 4 …, with {@code LISTEN_FDS} and {@code LISTEN_PID=1} in its environment,
     * as systemd's socket activation has it.
     *
     * @throws IllegalArgumentException when a descriptor of these numbers is passed already
     */
    public ContainerOptions listen(List<Fd> sockets) {
        List<PassedFd> more = new ArrayList<>(passed);
        for (int i = 0; i < sockets.size(); i++) {
            int number = 3 + i;
            if (passed.stream().anyMatch(p -> p.number() == number)) {
                throw new IllegalArgumentException("two descriptors as " + number);
            }
            more.add(new PassedFd(sockets.get(i), number));
        }
        return new ContainerOptions(io, consoleSocket, pidFile, more, sockets.size());
    }

    /** Before anything is made. */
    void check(OciProcess process) {
        if (consoleSocket.isPresent() && !process.terminal()) {
            throw new IllegalArgumentException("a console socket is for a process with a terminal");
        }
    }

    /** Gives it to the process that {@code spawn} will start; {@code terminal} is the size of its terminal. */
    void apply(Spawn spawn, OciProcess process, Terminal terminal) {
        if (!process.terminal()) {
            spawn.stdin(io.stdin()).stdout(io.stdout()).stderr(io.stderr());
        } else if (consoleSocket.isPresent()) {
            Path path = consoleSocket.get();
            spawn.terminal(terminal, master -> {
                try (ConsoleSocket socket = ConsoleSocket.connect(path)) {
                    socket.send(master, "/dev/ptmx");
                }
            });
        }
        for (PassedFd p : passed) spawn.pass(p.fd(), p.number());
        if (listening > 0) {
            spawn.env("LISTEN_FDS", Integer.toString(listening)).env("LISTEN_PID", "1");
        }
    }

    /** Writes the pid file, where one was asked for. */
    void writePid(long pid) throws IOException {
        if (pidFile.isEmpty()) return;
        Path file = pidFile.get().toAbsolutePath();
        Path temporary = file.resolveSibling("." + file.getFileName());
        Files.writeString(temporary, Long.toString(pid));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
