package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeType;

/**
 * A setting of one kind of qdisc, class or filter. Constants of the specs: {@code spec.with(Netem.LIMIT, 500L)} sets one, {@code
 * qdisc.get(Netem.LIMIT)} reads it. Each is only equal to itself: several kinds have a {@code rate}.
 *
 * @param <S> the spec of the kind that has it
 * @param <T> its value
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8)</a>
 */
@SuppressWarnings("UnusedTypeParameter") // S keeps the settings of one kind from the specs of another
public final class Setting<S extends TcSpec<?>, T> {
    private final String name;
    private final int attribute;
    private final AttributeType<T> type;

    private Setting(String name, int attribute, AttributeType<T> type) {
        this.name = name;
        this.attribute = attribute;
        this.type = type;
    }

    /** One that is in a structure with others. */
    static <S extends TcSpec<?>, T> Setting<S, T> inside(String name, AttributeType<T> type) {
        return new Setting<>(name, -1, type);
    }

    /** One that has an attribute of its own. */
    static <S extends TcSpec<?>, T> Setting<S, T> of(String name, int attribute, AttributeType<T> type) {
        return new Setting<>(name, attribute, type);
    }

    /** As {@code tc} calls it. */
    public String name() {
        return name;
    }

    /** The number of its attribute; -1 where it is in one with others. */
    int attribute() {
        return attribute;
    }

    /** What values it can have, and how they are written. */
    AttributeType<T> type() {
        return type;
    }

    @Override
    public String toString() {
        return name;
    }
}
