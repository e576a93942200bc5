package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import java.net.InetAddress;

/**
 * A tunnel to another host: what all of them have.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8)</a>
 */
public abstract class TunnelSpec<S extends TunnelSpec<S>> extends LinkSpec<S> {
    TunnelSpec(State state) {
        super(state);
    }

    abstract LinkOption<? super S, InetAddress> localOption();

    abstract LinkOption<? super S, InetAddress> remoteOption();

    @Override
    protected final boolean hasUnderlay() {
        return true;
    }

    /** The other host; without one it takes from all. */
    public final S remote(InetAddress host) {
        return with(remoteOption(), host);
    }

    /** The source address of its packets. */
    public final S local(InetAddress host) {
        return with(localOption(), host);
    }

    /** Its packets go out by this link, which is looked up when it is created. */
    public final S over(String link) {
        return withParent(link);
    }
}
