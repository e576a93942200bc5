package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something of traffic control as it shall be, or as the kernel tells it: an immutable value, with one class for each kind. What
 * was not said is the kernel's default, or that of {@code tc} where the kernel has none; zero is a value like any other.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8)</a>
 */
public abstract class TcSpec<S extends TcSpec<S>> {
    private final Map<Setting<?, ?>, Object> values;

    TcSpec(Map<Setting<?, ?>, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A spec of the same class with these values. */
    abstract S copy(Map<Setting<?, ?>, Object> changed);

    /** The kind, as the kernel names it ({@code TCA_KIND}). */
    public abstract String kind();

    /** Writes what stands in {@code TCA_OPTIONS}; nothing for none. */
    abstract void write(MessageWriter w);

    /** Whether there is a {@code TCA_OPTIONS}: some kinds take none for the defaults, and could not read an empty one. */
    boolean hasOptions() {
        return true;
    }

    /** Refuses what cannot work, before anything happens. */
    void validate() {}

    /**
     * With this setting.
     *
     * @throws IllegalArgumentException for a value that it cannot have
     */
    public final <T> S with(Setting<? super S, T> setting, T value) {
        setting.type().encode(value);
        Map<Setting<?, ?>, Object> more = new LinkedHashMap<>(values);
        more.put(setting, value);
        return copy(more);
    }

    /** Without this setting: as if nothing had been said of it. */
    public final S without(Setting<? super S, ?> setting) {
        Map<Setting<?, ?>, Object> fewer = new LinkedHashMap<>(values);
        fewer.remove(setting);
        return copy(fewer);
    }

    /** What is said for a setting; empty where nothing is. */
    public final <T> Optional<T> get(Setting<? super S, T> setting) {
        return Optional.ofNullable(value(setting));
    }

    final Map<Setting<?, ?>, Object> values() {
        return values;
    }

    @SuppressWarnings("unchecked") // put there by with(), or by what read it with the same type
    final <T> @Nullable T value(Setting<?, T> setting) {
        return (T) values.get(setting);
    }

    final <T> T value(Setting<?, T> setting, T otherwise) {
        T value = value(setting);
        return value == null ? otherwise : value;
    }

    final boolean has(Setting<?, ?> setting) {
        return values.containsKey(setting);
    }

    /** Refuses a spec in which this was not said. */
    final <T> T required(Setting<?, T> setting) {
        T value = value(setting);
        if (value == null) throw new IllegalArgumentException(kind() + " needs " + setting.name());
        return value;
    }

    /** Those that have an attribute of their own. */
    final void writeAttributes(MessageWriter w) {
        for (Setting<?, ?> setting : values.keySet()) {
            if (setting.attribute() >= 0) writeAttribute(w, setting);
        }
    }

    private <T> void writeAttribute(MessageWriter w, Setting<?, T> setting) {
        T value = value(setting);
        if (value != null) w.attributeBytes(setting.attribute(), setting.type().encode(value));
    }

    /** Collects what a kernel tells. */
    static final class Values {
        private final Map<Setting<?, ?>, Object> map = new LinkedHashMap<>();

        <T> Values put(Setting<?, T> setting, T value) {
            map.put(setting, value);
            return this;
        }

        /** Where it is on. */
        Values putUnlessZero(Setting<?, Long> setting, int value) {
            if (value != 0) put(setting, value & 0xffff_ffffL);
            return this;
        }

        /** Where it ever happens. */
        Values putChance(Setting<?, Chance> setting, int parts) {
            if (parts != 0) put(setting, new Chance(parts & 0xffff_ffffL));
            return this;
        }

        /** The attribute that the cursor is at, where it is one of these. */
        Values take(AttributeReader a, Iterable<? extends Setting<?, ?>> known) throws NetlinkException {
            for (Setting<?, ?> setting : known) {
                if (setting.attribute() == a.type()) map.put(setting, decode(setting.type(), a));
            }
            return this;
        }

        private static Object decode(AttributeType<?> type, AttributeReader a) throws NetlinkException {
            return type.decode(a);
        }

        Map<Setting<?, ?>, Object> map() {
            return map;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TcSpec<?> o && kind().equals(o.kind()) && values.equals(o.values);
    }

    @Override
    public int hashCode() {
        return 31 * kind().hashCode() + values.hashCode();
    }

    /** {@code netem {delay=PT0.05S}}. */
    @Override
    public String toString() {
        return kind() + " " + values;
    }
}
