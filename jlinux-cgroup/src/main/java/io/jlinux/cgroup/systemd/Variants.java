package io.jlinux.cgroup.systemd;

import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;

/** Values of properties in D-Bus' types. */
final class Variants {
    private Variants() {}

    static Variant<?> of(Object value) {
        if (value instanceof Long number) {
            // "infinity" is the largest number there is
            UInt64 n = number == Long.MAX_VALUE ? new UInt64(UInt64.MAX_BIG_VALUE) : new UInt64(number);
            return new Variant<>(n, "t");
        }
        if (value instanceof long[] pids) {
            UInt32[] array = new UInt32[pids.length];
            for (int i = 0; i < pids.length; i++) array[i] = new UInt32(pids[i]);
            return new Variant<>(array, "au");
        }
        if (value instanceof byte[] mask) return new Variant<>(mask, "ay");
        if (value instanceof Boolean flag) return new Variant<>(flag, "b");
        if (value instanceof String text) return new Variant<>(text, "s");
        throw new IllegalArgumentException("no type of D-Bus for " + value.getClass());
    }
}
