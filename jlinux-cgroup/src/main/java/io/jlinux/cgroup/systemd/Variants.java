package io.jlinux.cgroup.systemd;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.types.UInt16;
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
        if (value instanceof BusValue typed)
            return new Variant<>(typed(typed.signature(), typed.value()), typed.signature());
        throw new IllegalArgumentException("no type of D-Bus for " + value.getClass());
    }

    /** A value as the library sends it for this type. */
    private static Object typed(String type, Object value) {
        if (value instanceof BigInteger number) return integer(type.charAt(0), number);
        if (value instanceof BusValue inside)
            return new Variant<>(typed(inside.signature(), inside.value()), inside.signature());
        if (value instanceof Map<?, ?> map) {
            String keys = type.substring(2, 3);
            String values = type.substring(3, type.length() - 1);
            Map<Object, Object> all = new LinkedHashMap<>();
            map.forEach((k, v) -> all.put(typed(keys, k), typed(values, v)));
            return all;
        }
        if (!(value instanceof List<?> list)) return type.equals("o") ? new DBusPath((String) value) : value;
        if (type.startsWith("a"))
            return list.stream().map(v -> typed(type.substring(1), v)).toList();
        List<String> types = BusType.split(type.substring(1, type.length() - 1));
        Object[] members = new Object[types.size()];
        for (int i = 0; i < members.length; i++) members[i] = typed(types.get(i), list.get(i));
        return members;
    }

    private static Object integer(char type, BigInteger number) {
        return switch (type) {
            case 'y' -> number.byteValue();
            case 'n' -> number.shortValueExact();
            case 'q' -> new UInt16(number.intValueExact());
            case 'i' -> number.intValueExact();
            case 'u' -> new UInt32(number.longValueExact());
            case 'x' -> number.longValueExact();
            default -> new UInt64(number);
        };
    }
}
