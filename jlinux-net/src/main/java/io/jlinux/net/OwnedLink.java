package io.jlinux.net;

import io.jlinux.sys.LinuxException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A link that goes when this is closed, if it was created here: what {@link Veth}, {@link Bridge} and {@link VirtualLink} have. */
abstract class OwnedLink implements AutoCloseable {
    private final Network network;
    private final Link link;
    private final boolean owned;
    private final AtomicBoolean closed = new AtomicBoolean();

    OwnedLink(Network network, Link link, boolean owned) {
        this.network = network;
        this.link = link;
        this.owned = owned;
    }

    /** The link as it was when this was made; of a pair the near end. */
    public final Link link() {
        return link;
    }

    /** Its name when this was made. */
    public final String name() {
        return link.name();
    }

    /** Its index, by which it is known in its namespace. */
    public final int index() {
        return link.index();
    }

    /** The link, to act on. */
    public final NetDevice device() {
        return network.links().device(link.index());
    }

    /** The network of its namespace, as long as this is open. */
    public final Network network() {
        return network;
    }

    /** Gives the link away: it stays, and this is closed. */
    public final void detach() {
        closed.set(true);
        network.close();
    }

    /** Deletes the link, of a pair both ends, when it was created here; that it is gone already is fine. Idempotent. */
    @Override
    public final void close() throws LinuxException {
        if (closed.getAndSet(true)) return;
        try {
            if (owned) LinkMaker.delete(network.socket(), link.index());
        } finally {
            network.close();
        }
    }
}
