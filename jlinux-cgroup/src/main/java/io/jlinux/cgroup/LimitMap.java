package io.jlinux.cgroup;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of {@link CgroupLimits}: typed ones by their limit, raw ones by their file. Immutable. */
record LimitMap(SortedMap<Limit.Key, Object> values, Map<String, String> unified) {
    static final LimitMap EMPTY = new LimitMap(Collections.emptySortedMap(), Map.of());

    /** Those of which the last one that was given holds: they are one thing to the kernel. */
    private static final Set<Limit> WEIGHTS =
            EnumSet.of(Limit.CPU_WEIGHT, Limit.CPU_SHARES, Limit.CPU_NICE, Limit.CPU_IDLE);

    LimitMap with(Limit limit, String key, Object value) {
        TreeMap<Limit.Key, Object> copy = new TreeMap<>(values);
        put(copy, new Limit.Key(limit, key), value);
        return new LimitMap(Collections.unmodifiableSortedMap(copy), unified);
    }

    private static void put(SortedMap<Limit.Key, Object> map, Limit.Key key, Object value) {
        if (WEIGHTS.contains(key.limit())) map.keySet().removeIf(k -> replaces(key.limit(), value, k, map));
        map.put(key, value);
    }

    private static boolean replaces(Limit limit, Object value, Limit.Key other, Map<Limit.Key, Object> map) {
        if (!WEIGHTS.contains(other.limit()) || other.limit() == limit) return false;
        if (limit == Limit.CPU_IDLE) return value.equals(true);
        return other.limit() != Limit.CPU_IDLE || Boolean.TRUE.equals(map.get(other));
    }

    LimitMap withFile(String file, String value) {
        Map<String, String> copy = new LinkedHashMap<>(unified);
        copy.put(file, value);
        return new LimitMap(values, Collections.unmodifiableMap(copy));
    }

    LimitMap and(LimitMap other) {
        TreeMap<Limit.Key, Object> both = new TreeMap<>(values);
        other.values.forEach((key, value) -> put(both, key, value));
        Map<String, String> files = new LinkedHashMap<>(unified);
        files.putAll(other.unified);
        return new LimitMap(Collections.unmodifiableSortedMap(both), Collections.unmodifiableMap(files));
    }

    /** Those of these controllers. */
    LimitMap only(Set<Controller> controllers) {
        TreeMap<Limit.Key, Object> some = new TreeMap<>(values);
        some.keySet().removeIf(key -> !controllers.contains(key.limit().controller));
        Map<String, String> files = new LinkedHashMap<>(unified);
        files.keySet()
                .removeIf(file -> !controllers.contains(Controller.ofFile(file).orElseThrow()));
        return new LimitMap(some, files);
    }

    @Nullable
    Object get(Limit limit) {
        return values.get(new Limit.Key(limit, ""));
    }

    Set<Controller> controllers() {
        EnumSet<Controller> all = EnumSet.noneOf(Controller.class);
        values.keySet().forEach(key -> all.add(key.limit().controller));
        unified.keySet().forEach(file -> Controller.ofFile(file).ifPresent(all::add));
        return all;
    }

    /** In units, sorted by file. */
    @Override
    public String toString() {
        Map<String, String> parts = new TreeMap<>();
        values.forEach((key, value) -> {
            String file = key.limit() == Limit.CPU_SHARES ? "cpu.shares" : key.file();
            String name = key.isLine() ? file + "[" + key.key() + "]" : file;
            parts.put(
                    name, value instanceof Long n ? LimitText.of(n, key.limit().isBytes()) : LimitText.of(value));
        });
        parts.putAll(unified);
        StringBuilder s = new StringBuilder();
        parts.forEach((file, value) ->
                s.append(s.isEmpty() ? "" : " ").append(file).append('=').append(value));
        return s.isEmpty() ? "unset" : s.toString();
    }
}
