package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciSeccomp;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.StateWriter;
import io.jlinux.security.seccomp.SeccompListener;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gives the listener of a container's seccomp filter to the program that the config names: the container process state and the descriptor
 * in one message, one connection for each process.
 */
public final class SeccompAgent {
    private SeccompAgent() {}

    /** Where its agent listens; empty where the filter notifies of nothing, or this JVM itself is to answer. */
    static Optional<Path> path(OciConfig config) {
        return config.linux()
                .seccomp()
                .filter(OciSeccomp::notifies)
                .flatMap(OciSeccomp::listenerPath)
                .map(Path::of);
    }

    /**
     * Sends the listener of a process, and lets go of it.
     *
     * @param state of the container, as the agent is told it
     * @throws LinuxException when nobody listens there, or does not take it
     */
    public static void tell(OciConfig config, LinuxProcess process, OciState state) throws LinuxException {
        Optional<Path> path = path(config);
        Optional<SeccompListener> listener = process.seccompListener();
        if (path.isEmpty() || listener.isEmpty()) return;
        Optional<String> metadata = config.linux().seccomp().flatMap(OciSeccomp::listenerMetadata);
        byte[] json = StateWriter.writeProcess(state, process.pid(), metadata, "seccompFd");
        try (SeccompListener given = listener.get();
                DescriptorSocket socket = DescriptorSocket.connect(path.get())) {
            socket.send(given.fd(), "seccompFd", json);
        }
    }
}
