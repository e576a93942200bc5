package io.jlinux.spawn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The fields of {@code /proc/self/status}, as a child printed them or the JVM reads them. */
record ProcStatus(Map<String, String> fields) {
    static ProcStatus of(Spawn catStatus) throws Exception {
        return parse(Run.text(catStatus));
    }

    static ProcStatus ofThisJvm() throws Exception {
        return parse(Files.readString(Path.of("/proc/self/status")));
    }

    private static ProcStatus parse(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.split("\n")) {
            String[] f = line.split(":\\s*", 2);
            fields.put(f[0], f[1].strip().replace('\t', ' '));
        }
        return new ProcStatus(fields);
    }

    String get(String field) {
        return Objects.requireNonNull(fields.get(field), field);
    }

    long mask(String field) {
        return Long.parseUnsignedLong(get(field), 16);
    }

    List<String> words(String field) {
        return List.of(get(field).split("\\s+"));
    }
}
