package io.jlinux.security.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The names and numbers of one architecture's system calls. Read when first asked for, from a file that
 * {@code src/main/seccomp/syscall-tables} makes of the kernel's headers.
 */
final class SyscallTable {
    /** From here on x32 has calls of its own. */
    static final int END = 512;

    private static final Map<SeccompArch, SyscallTable> TABLES = new EnumMap<>(SeccompArch.class);

    private final String version;
    private final Map<String, Integer> numbers = new HashMap<>(1024);
    private final Map<Integer, String> names = new HashMap<>(1024);
    private int newest;

    private SyscallTable(String text, int bits) {
        String[] lines = text.split("\n");
        version = lines[0].substring(lines[0].lastIndexOf(' ') + 1);
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split(" ");
            int first = Integer.parseInt(words[0]);
            for (int w = 1; w < words.length; w++) {
                int number = first + w - 1 | bits;
                numbers.put(words[w], number);
                if (first + w - 1 < END) newest = Math.max(newest, first + w - 1);
                names.putIfAbsent(number, words[w]);
            }
        }
    }

    static SyscallTable of(SeccompArch arch) {
        synchronized (TABLES) {
            SyscallTable table = TABLES.get(arch);
            if (table == null) {
                table = new SyscallTable(read(arch), arch == SeccompArch.X32 ? SeccompArch.X32_BIT : 0);
                TABLES.put(arch, table);
            }
            return table;
        }
    }

    private static String read(SeccompArch arch) {
        String name = arch.name().toLowerCase(Locale.ROOT) + ".syscalls";
        try (InputStream in = SyscallTable.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the jar lacks " + name);
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The highest number below {@link #END}, for x32 without its bit 30. */
    int newest() {
        return newest;
    }

    String version() {
        return version;
    }

    OptionalInt number(String name) {
        Integer n = numbers.get(name);
        return n == null ? OptionalInt.empty() : OptionalInt.of(n);
    }

    Optional<String> name(int number) {
        return Optional.ofNullable(names.get(number));
    }

    Set<String> names() {
        return Collections.unmodifiableSet(numbers.keySet());
    }
}
