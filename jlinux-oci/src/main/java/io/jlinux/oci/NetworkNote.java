package io.jlinux.oci;

import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.oci.state.StateDirectory;
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
 */
record NetworkNote(Path names, Optional<Path> registry) {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkNote.class);

    /** Paths that end with a NUL, as they cannot have one. */
    byte[] write() {
        String text = names + "\0" + registry.map(r -> r + "\0").orElse("");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<NetworkNote> read(byte[] bytes) {
        String[] paths = new String(bytes, StandardCharsets.UTF_8).split("\0", -1);
        if (paths.length < 2) return Optional.empty();
        return Optional.of(new NetworkNote(
                Path.of(paths[0]), paths.length > 2 ? Optional.of(Path.of(paths[1])) : Optional.empty()));
    }

    /**
     * Takes back what a container has of a network, whose process has ended: nothing where the JVM that attached it is alive, which does so when
     * it closes the container or the network.
     */
    static void settle(StateDirectory directory) throws IOException {
        Optional<NetworkNote> note = directory.readNetwork().flatMap(NetworkNote::read);
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
