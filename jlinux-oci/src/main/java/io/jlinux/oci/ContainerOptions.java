package io.jlinux.oci;

import io.jlinux.oci.run.DescriptorSocket;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Terminal;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.PlainFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
 * @param pidfdSocket a Unix socket where somebody waits for a pidfd of it
 * @param noPivot whether a container's root is moved over the host's instead of replacing it
 * @param cgroup of another process in a container: the cgroup below the container's that it is put into
 * @param ignorePaused whether another process may be started in a container that is paused
 * @param leavesStatus whether how it ended is left to its next parent
 * @param callersKeyring whether a container keeps the session keyring of whoever makes it
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), of sockets that descriptors are sent by</a>
 */
public record ContainerOptions(
        ContainerIo io,
        Optional<Path> consoleSocket,
        Optional<Path> pidFile,
        List<PassedFd> passed,
        int listening,
        Optional<Path> pidfdSocket,
        boolean noPivot,
        Optional<String> cgroup,
        boolean ignorePaused,
        boolean leavesStatus,
        boolean callersKeyring) {
    /** The streams of this JVM, and nothing else. */
    public static final ContainerOptions DEFAULT = of(ContainerIo.inherit());

    public ContainerOptions {
        passed = List.copyOf(passed);
    }

    /** These streams, and nothing else. */
    public static ContainerOptions of(ContainerIo io) {
        return new ContainerOptions(
                io,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                0,
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                false,
                false);
    }

    /** With other streams. */
    public ContainerOptions io(ContainerIo streams) {
        return with(d -> d.io = streams);
    }

    /**
     * The master of the process' terminal is sent to this Unix socket, by SCM_RIGHTS; without it the Java streams of the
     * process are its terminal. Needs {@code process.terminal}.
     */
    public ContainerOptions consoleSocket(Path socket) {
        return with(d -> d.consoleSocket = Optional.of(socket));
    }

    /**
     * The pid of the process, as this JVM's pid namespace sees it, is written to this file in one piece. When what comes after that
     * fails, it is removed.
     */
    public ContainerOptions pidFile(Path file) {
        return with(d -> d.pidFile = Optional.of(file));
    }

    /** One more descriptor. */
    public ContainerOptions pass(Fd fd, int number) {
        List<PassedFd> more = new ArrayList<>(passed);
        more.add(new PassedFd(fd, number));
        return with(d -> d.passed = more);
    }

    /**
     * Listening sockets, which the process gets as 3, 4 …, with {@code LISTEN_FDS} in its environment as systemd's socket activation has
     * it, and {@code LISTEN_PID=1} where it is process 1: the first of a container with a pid namespace of its own. Nobody knows beforehand
     * what pid another one sees of itself, and a wrong one would be worse than none: sd_listen_fds(3), which finds no sockets without it,
     * needs a program between that sets {@code LISTEN_PID=$$} and executes the other.
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
        return with(d -> {
            d.passed = more;
            d.listening = sockets.size();
        });
    }

    /** A pidfd of the process is sent to this Unix socket, by SCM_RIGHTS, when the process is there. */
    public ContainerOptions pidfdSocket(Path socket) {
        return with(d -> d.pidfdSocket = Optional.of(socket));
    }

    /**
     * For a host whose root is a ramfs, which cannot be exchanged. <b>Not safe</b>: a program with CAP_SYS_CHROOT finds its way
     * back to the host's files. Of a container's first process only.
     */
    public ContainerOptions withoutPivot() {
        return with(d -> d.noPivot = true);
    }

    /**
     * For {@link OciContainer#exec}: the process is put into this cgroup below the container's, which must be there.
     *
     * @throws IllegalArgumentException for an absolute path
     */
    public ContainerOptions cgroup(String path) {
        if (path.startsWith("/")) throw new IllegalArgumentException("not below the container's cgroup: " + path);
        return with(d -> d.cgroup = Optional.of(path));
    }

    /**
     * For {@link OciContainer#exec}: also in a container that is paused. The process stands still before its program begins,
     * and exec does not return until the container is resumed.
     */
    public ContainerOptions alsoPaused() {
        return with(d -> d.ignorePaused = true);
    }

    /**
     * For who starts a process and ends: how it ended is left to its next parent also when that was before, as of {@link
     * Spawn#leaveStatus()}.
     */
    public ContainerOptions leaveStatus() {
        return with(d -> d.leavesStatus = true);
    }

    /**
     * The container's processes keep the session keyring of this JVM, and with it the keys that it has. Without this the container
     * has a session keyring of its own. Of a container's first process; the others do as that one did.
     *
     * @see <a href="https://man7.org/linux/man-pages/man7/session-keyring.7.html">session-keyring(7)</a>
     */
    public ContainerOptions withCallersKeyring() {
        return with(d -> d.callersKeyring = true);
    }

    /** Before anything is made. */
    void check(OciProcess process) {
        if (consoleSocket.isPresent() && !process.terminal()) {
            throw new IllegalArgumentException("a console socket is for a process with a terminal");
        }
    }

    /**
     * Gives it to the process that {@code spawn} will start.
     *
     * @param terminal the size of its terminal
     * @param first whether it will be process 1 of a pid namespace
     */
    void apply(Spawn spawn, OciProcess process, Terminal terminal, boolean first) {
        if (!process.terminal()) {
            spawn.stdin(io.stdin()).stdout(io.stdout()).stderr(io.stderr());
        } else if (consoleSocket.isPresent()) {
            Path path = consoleSocket.get();
            spawn.terminal(terminal, master -> {
                try (DescriptorSocket socket = DescriptorSocket.connect(path)) {
                    socket.send(master, "/dev/ptmx");
                }
            });
        }
        if (leavesStatus) spawn.leaveStatus();
        for (PassedFd p : passed) spawn.pass(p.fd(), p.number());
        if (listening > 0) {
            spawn.env("LISTEN_FDS", Integer.toString(listening));
            if (first) spawn.env("LISTEN_PID", "1");
        }
    }

    /** Sends the pidfd, where somebody waits for it. */
    void sendPidFd(long pid) throws LinuxException {
        if (pidfdSocket.isEmpty()) return;
        try (PidFd pidFd = PidFd.open(pid);
                DescriptorSocket socket = DescriptorSocket.connect(pidfdSocket.get())) {
            socket.send(pidFd.fd(), "pidfd");
        }
    }

    /** Writes the pid file, where one was asked for. */
    void writePid(long pid) throws IOException {
        if (pidFile.isEmpty()) return;
        Path file = pidFile.get().toAbsolutePath();
        Path draft = file.resolveSibling("." + file.getFileName());
        PlainFile.replace(file, draft, Long.toString(pid).getBytes(StandardCharsets.UTF_8));
    }

    /** Removes the pid file of a process that has come to nothing; not what somebody else has written there. */
    void removePid(long pid) throws IOException {
        if (pidFile.isEmpty()) return;
        Path file = pidFile.get();
        if (Files.isRegularFile(file) && Files.readString(file).equals(Long.toString(pid))) Files.deleteIfExists(file);
    }

    private ContainerOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.value();
    }

    /** A copy that is being changed. */
    private static final class Draft {
        private ContainerIo io;
        private Optional<Path> consoleSocket;
        private Optional<Path> pidFile;
        private List<PassedFd> passed;
        private int listening;
        private Optional<Path> pidfdSocket;
        private boolean noPivot;
        private Optional<String> cgroup;
        private boolean ignorePaused;
        private boolean leavesStatus;
        private boolean callersKeyring;

        Draft(ContainerOptions o) {
            io = o.io;
            consoleSocket = o.consoleSocket;
            pidFile = o.pidFile;
            passed = o.passed;
            listening = o.listening;
            pidfdSocket = o.pidfdSocket;
            noPivot = o.noPivot;
            cgroup = o.cgroup;
            ignorePaused = o.ignorePaused;
            leavesStatus = o.leavesStatus;
            callersKeyring = o.callersKeyring;
        }

        ContainerOptions value() {
            return new ContainerOptions(
                    io,
                    consoleSocket,
                    pidFile,
                    passed,
                    listening,
                    pidfdSocket,
                    noPivot,
                    cgroup,
                    ignorePaused,
                    leavesStatus,
                    callersKeyring);
        }
    }
}
