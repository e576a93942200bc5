package io.jlinux.net.tc;

import io.jlinux.net.LinkName;
import io.jlinux.net.Network;
import io.jlinux.ns.NamespaceHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How good the network of a link shall be, in both directions: an immutable value.
 *
 * <pre>{@code
 * ShapingSpec.of("eth0").namespace(box).both(Shape.of(Rate.mbit(10)).delay(Duration.ofMillis(50)))
 * ShapingSpec.of("jl0-a").in(Shape.of(Rate.mbit(1))).peer(box, "eth0")        // what comes in is shaped where it goes out
 * }</pre>
 *
 * <p>Handles are used when it is created, and must be open then.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8)</a>
 */
public final class ShapingSpec {
    private final String link;
    private final @Nullable NamespaceHandle namespace;
    private final Shape out;
    private final Shape in;
    private final @Nullable NamespaceHandle peerNamespace;
    private final @Nullable String peer;

    private ShapingSpec(
            String link,
            @Nullable NamespaceHandle namespace,
            Shape out,
            Shape in,
            @Nullable NamespaceHandle peerNamespace,
            @Nullable String peer) {
        this.link = link;
        this.namespace = namespace;
        this.out = out;
        this.in = in;
        this.peerNamespace = peerNamespace;
        this.peer = peer;
    }

    /** Of the link with this name, still as good as it is. */
    public static ShapingSpec of(String link) {
        return new ShapingSpec(LinkName.checkAny(link), null, Shape.NONE, Shape.NONE, null, null);
    }

    /** Where the link is; else where the creating thread is. */
    public ShapingSpec namespace(NamespaceHandle handle) {
        return new ShapingSpec(link, Network.requireNetwork(handle), out, in, peerNamespace, peer);
    }

    /** What goes out. */
    public ShapingSpec out(Shape shape) {
        return new ShapingSpec(link, namespace, shape, in, peerNamespace, peer);
    }

    /** What comes in, through an ifb beside the link unless {@link #peer} is said. */
    public ShapingSpec in(Shape shape) {
        return new ShapingSpec(link, namespace, out, shape, peerNamespace, peer);
    }

    /** Both the same. */
    public ShapingSpec both(Shape shape) {
        return new ShapingSpec(link, namespace, shape, shape, peerNamespace, peer);
    }

    /** What comes in is shaped where it goes out: at the other end of a veth. That is cheaper than an ifb. */
    public ShapingSpec peer(NamespaceHandle handle, String name) {
        return new ShapingSpec(link, namespace, out, in, Network.requireNetwork(handle), LinkName.checkAny(name));
    }

    String link() {
        return link;
    }

    Optional<NamespaceHandle> namespace() {
        return Optional.ofNullable(namespace);
    }

    Shape out() {
        return out;
    }

    Shape in() {
        return in;
    }

    @Nullable
    String peer() {
        return peer;
    }

    @Nullable
    NamespaceHandle peerNamespace() {
        return peerNamespace;
    }

    void validate() {
        if (out.isNone() && in.isNone()) throw new IllegalArgumentException("nothing to shape: " + link);
    }
}
