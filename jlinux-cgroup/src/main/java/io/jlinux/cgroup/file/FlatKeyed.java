package io.jlinux.cgroup.file;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of lines {@code KEY VALUE}, such as {@code memory.events} or {@code cpu.stat}; lines of another form are left
 * out.
 *
 * @param values in the file's order; {@code max} reads as {@link Ascii#MAX}
 */
public record FlatKeyed(Map<String, Long> values) {
    public static final FlatKeyed EMPTY = new FlatKeyed(Map.of());

    public static FlatKeyed parse(String text) {
        Map<String, Long> values = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space <= 0) return;
            number(line.substring(space + 1).strip()).ifPresent(n -> values.put(line.substring(0, space), n));
        });
        return new FlatKeyed(Collections.unmodifiableMap(values));
    }

    public static FlatKeyed parse(Optional<String> text) {
        return text.map(FlatKeyed::parse).orElse(EMPTY);
    }

    private static OptionalLong number(String text) {
        if (text.equals("max")) return OptionalLong.of(Ascii.MAX);
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    public OptionalLong get(String key) {
        Long value = values.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
