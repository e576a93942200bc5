package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Ping;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/** A container as far as its network goes: a namespace. */
final class Box implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final NamespaceHandle handle;

    private Box(NamespaceHandle handle) {
        this.handle = handle;
    }

    static Box create() throws IOException {
        return new Box(Namespace.NET.create());
    }

    NamespaceHandle handle() {
        return handle;
    }

    Optional<Duration> ping(InetAddress address) throws IOException {
        return ping(address, TIMEOUT);
    }

    Optional<Duration> ping(InetAddress address, Duration timeout) throws IOException {
        return handle.<Optional<Duration>, IOException>call(() -> Ping.echo(address, timeout));
    }

    void reaches(InetAddress address) throws IOException {
        assertThat(ping(address)).as("ping %s", address).isPresent();
    }

    void doesNotReach(InetAddress address) throws IOException {
        Optional<Duration> echo;
        try {
            echo = ping(address, Duration.ofMillis(300));
        } catch (IOException e) {
            return; // no route at all
        }
        assertThat(echo).as("ping %s", address).isEmpty();
    }

    @Override
    public void close() {
        handle.close();
    }
}
