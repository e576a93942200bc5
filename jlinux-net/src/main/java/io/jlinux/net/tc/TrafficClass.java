package io.jlinux.net.tc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A class of a qdisc as it was when it was read.
 *
 * @param linkIndex of its link
 * @param handle its name
 * @param parent the qdisc, or the class that it is part of
 * @param leaf the qdisc that hangs in it; empty for none
 * @param spec what it is
 * @param stats what went through it
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), classes</a>
 */
public record TrafficClass(
        int linkIndex, Handle handle, Handle parent, Optional<Handle> leaf, ClassSpec<?> spec, TrafficStats stats) {
    /** As the kernel names the kind of its qdisc, such as {@code htb}. */
    public String kind() {
        return spec.kind();
    }

    /** A setting of its kind; empty where it is of another kind. */
    public <S extends ClassSpec<S>, T> Optional<T> get(Setting<S, T> setting) {
        @Nullable T value = spec.value(setting);
        return Optional.ofNullable(value);
    }
}
