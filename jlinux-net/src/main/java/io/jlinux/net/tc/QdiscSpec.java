package io.jlinux.net.tc;

import java.util.Map;

/**
 * A qdisc, what decides which packet of a link goes when, as it shall be.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8)</a>
 */
public abstract class QdiscSpec<S extends QdiscSpec<S>> extends TcSpec<S> {
    QdiscSpec(Map<Setting<?, ?>, Object> values) {
        super(values);
    }
}
