package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.MacAddress;
import io.jlinux.net.rootless.RootlessAttachment;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A container that is attached to a {@link ContainerNetwork}: what it was given.
 *
 * <p>Owned: {@link #close()} detaches it; else the network does when it is closed. It may outlive the container, and does not
 * keep its namespace alive. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man4/veth.4.html">veth(4)</a>
 */
public final class Attachment implements AutoCloseable {
    /**
     * What the container was given. A value.
     *
     * @param id as the options said it
     * @param interfaceName of the link in the container; empty where there is none but the loopback
     * @param hostInterfaceName of the other end of it, on the host; empty where it has none
     * @param mac the hardware address
     * @param addresses with the length of the network's prefix
     * @param gateways the way to the outside
     * @param forwards the ports of the host by which it is reached
     * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
     */
    public record Info(
            String id,
            Optional<String> interfaceName,
            Optional<String> hostInterfaceName,
            Optional<MacAddress> mac,
            List<Cidr> addresses,
            List<InetAddress> gateways,
            List<ForwardedPort> forwards) {
        public Info {
            addresses = List.copyOf(addresses);
            gateways = List.copyOf(gateways);
            forwards = List.copyOf(forwards);
        }
    }

    /** How it ends, which its network knows. */
    interface Ends {
        void detach(Attachment attachment) throws IOException;

        void giveAway(Attachment attachment) throws IOException;
    }

    private final Info info;
    private final NameFiles files;
    private final Ends ends;
    private final @Nullable RootlessAttachment helper;
    private final AtomicBoolean closed = new AtomicBoolean();

    Attachment(Info info, NameFiles files, Ends ends) {
        this(info, files, ends, null);
    }

    /** By a helper, which is the network's to end. */
    Attachment(Info info, NameFiles files, Ends ends, @Nullable RootlessAttachment helper) {
        this.info = info;
        this.files = files;
        this.ends = ends;
        this.helper = helper;
    }

    public Info info() {
        return info;
    }

    /** Its addresses, with the length of the network's prefix. */
    public List<Cidr> addresses() {
        return info.addresses();
    }

    /** The first of its addresses. */
    public InetAddress address() {
        if (info.addresses().isEmpty()) throw new IllegalStateException(info.id() + " has no address");
        return info.addresses().get(0).address();
    }

    /** The files by which its programs find names, itself among them. */
    public NameFiles files() {
        return files;
    }

    /**
     * The program that is its way to the outside, of {@link ContainerNetwork#rootless}: what it says, when it ends, ports that are forwarded while
     * the container runs. It is this attachment's to close.
     */
    public Optional<RootlessAttachment> helper() {
        return Optional.ofNullable(helper);
    }

    /** Whether it is neither closed nor given away. */
    public boolean isAttached() {
        return !closed.get();
    }

    /**
     * Gives the attachment away: it stays as it is when this JVM and the network's object end, and goes with the container's
     * namespace. Its forwarded ports stay taken until they go: with the network, or when another is attached after the namespace has ended.
     *
     * @throws IllegalStateException when it is connected by a {@linkplain #helper helper}, which runs: that ends with this JVM
     */
    public void detach() throws IOException {
        RootlessAttachment running = helper;
        if (running != null && running.isAlive()) {
            throw new IllegalStateException(
                    info.id() + " cannot be given away with its network, " + running + ", which ends with this JVM");
        }
        if (!closed.getAndSet(true)) ends.giveAway(this);
    }

    /**
     * Detaches the container: forwarded ports, the link, the address. When this returns no packet goes through; the kernel takes
     * the link away within some milliseconds, which the network's close waits for. That the container is gone already is fine.
     * Idempotent.
     */
    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) ends.detach(this);
    }

    /** For the network, which ends many at once: whether this call is the one that closes it. */
    boolean take() {
        return !closed.getAndSet(true);
    }

    /** {@code web-1 eth0 [10.7.0.2/24]}. */
    @Override
    public String toString() {
        return info.id() + info.interfaceName().map(n -> " " + n).orElse("") + " " + info.addresses();
    }
}
