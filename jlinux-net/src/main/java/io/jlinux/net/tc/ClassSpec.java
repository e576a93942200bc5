package io.jlinux.net.tc;

import java.util.Map;

/**
 * A class of a qdisc, which gets a share of it, as it shall be.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), classful qdiscs</a>
 */
public abstract class ClassSpec<S extends ClassSpec<S>> extends TcSpec<S> {
    ClassSpec(Map<Setting<?, ?>, Object> values) {
        super(values);
    }
}
