package io.jlinux.net.rootless;

import io.jlinux.net.Network;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces that a helper is started for, held open while it starts.
 *
 * @param process whose they are, where they are a process'
 * @param network the namespace
 * @param user the one that owns it; null where that is this JVM's own, which cannot and need not be entered
 */
record Target(
        Optional<PidFd> process,
        NamespaceHandle network,
        @Nullable NamespaceHandle user) implements AutoCloseable {

    /**
     * Those of a process.
     *
     * @throws IllegalArgumentException when its network is this JVM's
     */
    @SuppressWarnings("resource") // handed on
    static Target of(long pid) throws LinuxException {
        PidFd process = PidFd.open(pid);
        try (NamespaceHandle network = Namespace.NET.open(process)) {
            Target opened = of(network);
            return new Target(Optional.of(process), opened.network, opened.user);
        } catch (LinuxException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    static Target of(NamespaceHandle network) throws LinuxException {
        Network.requireNetwork(network);
        try (NamespaceHandle own = Namespace.NET.current()) {
            if (own.sameAs(network)) {
                throw new IllegalArgumentException(network + " is this JVM's own network: there is nothing to connect");
            }
        }
        NamespaceHandle copy = network.duplicate();
        try {
            return new Target(Optional.empty(), copy, ownerOf(network));
        } catch (LinuxException | RuntimeException e) {
            copy.close();
            throw e;
        }
    }

    private static @Nullable NamespaceHandle ownerOf(NamespaceHandle network) throws LinuxException {
        NamespaceHandle owner = network.owner();
        try (NamespaceHandle own = Namespace.USER.current()) {
            if (!own.sameAs(owner)) return owner;
        } catch (LinuxException e) {
            owner.close();
            throw e;
        }
        owner.close();
        return null;
    }

    /** For messages. */
    @Override
    public String toString() {
        return process.map(p -> "pid " + p.pid()).orElseGet(network::toString);
    }

    @Override
    public void close() {
        process.ifPresent(PidFd::close);
        network.close();
        NamespaceHandle owner = user;
        if (owner != null) owner.close();
    }
}
