package io.jlinux.net.state;

import io.jlinux.sys.PlainFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Small files of lines {@code key=value}, for people and programs. Writing is atomic: who is killed in the middle of it
 * leaves the old file, or none, and one that begins with a dot, which nobody reads and the next writer overwrites.
 *
 * <p>Nothing is flushed to the disk: what is written here means nothing after the next boot.
 */
public final class TextFile {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private TextFile() {}

    /** Replaces the file; the caller holds the lock of its directory. */
    public static void write(Path file, Map<String, String> values) throws IOException {
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) -> {
            if (value.indexOf('\n') >= 0) throw new IllegalArgumentException(key + " of several lines");
            text.append(key).append('=').append(value).append('\n');
        });
        PlainFile.replace(file, file.resolveSibling(".new"), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What it says, or empty when there is no such file. Lines without {@code =} say nothing. */
    public static Optional<Map<String, String>> read(Path file) throws IOException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return Optional.of(values);
    }

    /** Makes a directory for this user alone, and those above it; that it is there is fine. */
    public static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) Files.createDirectories(directory, PRIVATE);
    }

    /** Whether this is the name of a file that was written to the end. */
    public static boolean isWhole(Path file) {
        return !String.valueOf(file.getFileName()).startsWith(".");
    }
}
