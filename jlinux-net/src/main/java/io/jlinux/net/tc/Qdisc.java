package io.jlinux.net.tc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A qdisc as it was when it was read.
 *
 * @param linkIndex of its link
 * @param handle its name; 0 for one that the kernel made by itself
 * @param parent where it hangs: {@link Handle#ROOT}, {@link Handle#INGRESS} or a class
 * @param spec what it is
 * @param stats what went through it
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8)</a>
 */
public record Qdisc(int linkIndex, Handle handle, Handle parent, QdiscSpec<?> spec, TrafficStats stats) {
    /** As the kernel names it, such as {@code netem}. */
    public String kind() {
        return spec.kind();
    }

    /** A setting of its kind; empty where it is of another kind, or the kernel tells nothing of it. */
    public <S extends QdiscSpec<S>, T> Optional<T> get(Setting<S, T> setting) {
        @Nullable T value = spec.value(setting);
        return Optional.ofNullable(value);
    }
}
