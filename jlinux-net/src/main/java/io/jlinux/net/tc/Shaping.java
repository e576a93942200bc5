package io.jlinux.net.tc;

import io.jlinux.net.Link;
import io.jlinux.net.Network;
import io.jlinux.net.VirtualLink;
import io.jlinux.net.link.IfbSpec;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A link whose network is as good as it was said, and no better: "this container has 10 Mbit/s and 50 ms".
 *
 * <pre>{@code
 * try (Shaping s = Shaping.create(ShapingSpec.of("eth0").namespace(box)
 *         .both(Shape.of(Rate.mbit(10)).delay(Duration.ofMillis(50))))) { … }       // a ping takes 100 ms
 * }</pre>
 *
 * <pre>
 *   out   qdiscs at the root of the link
 *   in    clsact on the link ──u32, mirred──► ifb, with qdiscs at its root
 *         or qdiscs at the root of the other end
 * </pre>
 *
 * <p>Owned: {@link #close()} takes all of it away. It keeps the namespaces alive while it is open. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8)</a>
 */
public final class Shaping implements AutoCloseable {
    private static final Set<Errno> GONE = Set.of(Errno.ENODEV, Errno.ENOENT, Errno.EINVAL);

    /** Takes something away again. */
    private interface Undo {
        void run() throws LinuxException;
    }

    private final Deque<Undo> undos = new ArrayDeque<>();

    private Shaping() {}

    /**
     * Shapes a link. When a step fails, all is undone.
     *
     * @throws IllegalArgumentException for nothing to shape
     * @throws NetlinkException {@code EEXIST} when the link has a qdisc already that somebody made, {@code ENOENT} for a delay or
     *     loss where the kernel lacks netem, {@code EOPNOTSUPP} where it lacks ifb, {@code EPERM} without {@code CAP_NET_ADMIN}
     * @throws LinuxException {@code ENODEV} when there is no such link
     */
    public static Shaping create(ShapingSpec spec) throws LinuxException {
        spec.validate();
        Shaping shaping = new Shaping();
        try {
            shaping.build(spec);
            return shaping;
        } catch (LinuxException | RuntimeException e) {
            try {
                shaping.close();
            } catch (LinuxException | RuntimeException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    private void build(ShapingSpec spec) throws LinuxException {
        NamespaceHandle where = spec.namespace().orElse(null);
        Network network = open(where);
        Link link = network.links().get(spec.link());
        if (!spec.out().isNone()) shape(network, link, spec.out());
        if (spec.in().isNone()) return;
        String peer = spec.peer();
        if (peer != null) {
            Network far = open(spec.peerNamespace());
            shape(far, far.links().get(peer), spec.in());
        } else {
            shapeThroughIfb(network, link, where, spec.in());
        }
    }

    private Network open(@Nullable NamespaceHandle where) throws LinuxException {
        Network network = where == null ? Network.current() : Network.in(where);
        undos.push(network::close);
        return network;
    }

    private void shape(Network network, Link link, Shape shape) throws LinuxException {
        TrafficControl tc = TrafficControl.of(network, link.index());
        for (ShapePlan.Step step : ShapePlan.of(shape, link.mtu()).steps()) {
            tc.addQdisc(step.parent(), step.handle(), step.spec());
            // with the first one goes all that is below it; one that somebody has put in its place stays
            if (step.parent().equals(Handle.ROOT)) {
                undos.push(() -> unlessGone(() ->
                        network.socket().execute(TcRequests.deleteQdisc(link.index(), Handle.ROOT, step.handle()))));
            }
        }
    }

    private void shapeThroughIfb(Network network, Link link, @Nullable NamespaceHandle where, Shape shape)
            throws LinuxException {
        IfbSpec spec = IfbSpec.of("jlifb" + link.index()).mtu(link.mtu()).up();
        VirtualLink ifb = VirtualLink.create(where == null ? spec : spec.namespace(where));
        undos.push(ifb::close);
        shape(network, ifb.link(), shape);
        TrafficControl tc = TrafficControl.of(network, link.index());
        tc.addQdisc(Handle.INGRESS, OtherQdisc.CLSACT);
        undos.push(() -> unlessGone(() -> tc.deleteQdisc(Handle.INGRESS)));
        tc.addFilter(Handle.CLSACT_INGRESS, U32.all().priority(1).action(Action.redirect(ifb.index())));
    }

    private static void unlessGone(Undo undo) throws LinuxException {
        try {
            undo.run();
        } catch (NetlinkException e) {
            if (!GONE.contains(e.errno())) throw e;
        }
    }

    /** Takes it all away; that something is gone already, with its link, is fine. Idempotent. */
    @Override
    public synchronized void close() throws LinuxException {
        @Nullable LinuxException first = null;
        while (!undos.isEmpty()) {
            try {
                undos.pop().run();
            } catch (LinuxException e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        if (first != null) throw first;
    }
}
