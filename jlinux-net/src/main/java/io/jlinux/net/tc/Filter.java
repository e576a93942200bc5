package io.jlinux.net.tc;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A filter as it was when it was read.
 *
 * @param linkIndex of its link
 * @param parent the qdisc or class whose packets it is asked about
 * @param spec what it is, with its priority, protocol, chain and number
 * @param actions what its actions have done, in their order
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), filters</a>
 */
public record Filter(int linkIndex, Handle parent, FilterSpec<?> spec, List<ActionCount> actions) {
    /**
     * What an action has done.
     *
     * @param kind as the kernel names it
     * @param index its number among those of its kind
     * @param stats of the packets that it was done with
     */
    public record ActionCount(String kind, long index, TrafficStats stats) {}

    public Filter {
        actions = List.copyOf(actions);
    }

    /** As the kernel names it, such as {@code flower}. */
    public String kind() {
        return spec.kind();
    }

    /** When it is asked. */
    public int priority() {
        return spec.value(FilterSpec.PRIORITY, 0);
    }

    /** A setting of its kind; empty where it is of another kind, or the kernel tells nothing of it. */
    public <S extends FilterSpec<?>, T> Optional<T> get(Setting<S, T> setting) {
        @Nullable T value = spec.value(setting);
        return Optional.ofNullable(value);
    }
}
