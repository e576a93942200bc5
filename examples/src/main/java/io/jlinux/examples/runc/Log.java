package io.jlinux.examples.runc;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What callers read of errors: a line of text or JSON, in a file or on stderr, as logrus writes it for runc. */
final class Log {
    private final @Nullable Path file;
    private final boolean json;
    private final PrintStream stderr;

    Log(@Nullable Path file, boolean json, PrintStream stderr) {
        this.file = file;
        this.json = json;
        this.stderr = stderr;
    }

    /** In the log, and where that is a file, on stderr as well. */
    void error(String message) {
        String line = line("error", message);
        if (file == null) {
            stderr.println(line);
            return;
        }
        stderr.println(message);
        try {
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            stderr.println("cannot write the log " + file + ": " + e.getMessage());
        }
    }

    private String line(String level, String message) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return json
                ? "{\"level\":\"" + level + "\",\"msg\":" + quoted(message) + ",\"time\":\"" + now + "\"}"
                : "time=\"" + now + "\" level=" + level + " msg=" + quoted(message);
    }

    /** A JSON string, which logrus' text format has as well. */
    static String quoted(String text) {
        StringBuilder s = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') s.append('\\').append(c);
            else if (c == '\n') s.append("\\n");
            else if (c == '\t') s.append("\\t");
            else if (c < ' ') s.append(String.format("\\u%04x", (int) c));
            else s.append(c);
        }
        return s.append('"').toString();
    }
}
