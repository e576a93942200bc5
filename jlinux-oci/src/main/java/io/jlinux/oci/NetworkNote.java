package io.jlinux.oci;

import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.oci.state.StateDirectory;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the state directory of a container says of its network, written before there is anything: enough to take it back when the JVM that
 * attached it has ended.
 *
 * @param names where its files about names are while it starts
 * @param registry where its network is written down, {@link ContainerNetwork#directory()}
 * @param helper the program that is its network, once it runs; it ends with the JVM that started it
 */
record NetworkNote(Path names, Optional<Path> registry, Optional<ProcessIdentity> helper) {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkNote.class);

    /** Before it is attached. */
    NetworkNote(Path names, Optional<Path> registry) {
        this(names, registry, Optional.empty());
    }

    NetworkNote helper(long pid) throws LinuxException {
        return new NetworkNote(names, registry, ProcessIdentity.of(pid));
    }

    /** Paths that end with a NUL, as they cannot have one, and then the helper; what comes last may be missing. */
    byte[] write() {
        String process = helper.map(h -> h.pid() + " " + h.startTime() + "\0").orElse("");
        String directory = registry.map(Path::toString).orElse("");
        String more = directory.isEmpty() && process.isEmpty() ? "" : directory + "\0" + process;
        return (names + "\0" + more).getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<NetworkNote> read(StateDirectory directory) throws IOException {
        Optional<byte[]> bytes = directory.readNetwork();
        return bytes.isEmpty() ? Optional.empty() : read(bytes.get());
    }

    static Optional<NetworkNote> read(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\0", -1);
        // the last one is what comes after the last NUL
        if (parts.length < 2) return Optional.empty();
        Optional<Path> registry =
                parts.length > 2 && !parts[1].isEmpty() ? Optional.of(Path.of(parts[1])) : Optional.empty();
        Optional<ProcessIdentity> helper = parts.length > 3 ? identity(parts[2]) : Optional.empty();
        return Optional.of(new NetworkNote(Path.of(parts[0]), registry, helper));
    }

    private static Optional<ProcessIdentity> identity(String text) {
        String[] numbers = text.split(" ", -1);
        try {
            return Optional.of(new ProcessIdentity(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // damaged
        }
    }

    /**
     * Refuses to start a container whose network has ended before it began, as with the JVM that made it.
     *
     * @throws LinuxException {@code ESRCH}
     */
    static void checkThere(StateDirectory directory) throws IOException {
        Optional<ProcessIdentity> helper = read(directory).flatMap(NetworkNote::helper);
        if (helper.isEmpty() || helper.get().isAlive()) return;
        throw new LinuxException(
                "use the network of",
                directory.id(),
                Errno.ESRCH.number(),
                null,
                "the program that is its network, pid " + helper.get().pid()
                        + ", has ended, as it does with the JVM that made the container");
    }

    /**
     * Takes back what a container has of a network, whose process has ended: nothing where the JVM that attached it is alive, which does so when
     * it closes the container or the network.
     */
    static void settle(StateDirectory directory) throws IOException {
        Optional<NetworkNote> note = read(directory);
        if (note.isEmpty()) return;
        new NameDirectory(note.get().names).deleteIfAbandoned();
        if (note.get().registry.isEmpty()) return;
        try {
            ContainerNetwork.collect(note.get().registry.get());
        } catch (IOException | RuntimeException e) {
            // the next network that is opened tries again
            LOG.warn("what container {} had of its network is left: {}", directory.id(), e.getMessage());
        }
    }
}
