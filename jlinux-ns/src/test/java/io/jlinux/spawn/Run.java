package io.jlinux.spawn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program that has run: what it said, and how it ended. For programs that say little. */
record Run(String out, String err, ExitStatus status) {
    static Run of(Spawn spawn) throws IOException, InterruptedException {
        return of(spawn.start());
    }

    /** As above, of one that was started; it is closed. */
    static Run of(LinuxProcess started) throws IOException, InterruptedException {
        try (LinuxProcess p = started) {
            p.getOutputStream().close();
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(out, err, p.waitForStatus());
        }
    }

    /** What a successful program printed, without the last line's end. */
    static String text(Spawn spawn) throws IOException, InterruptedException {
        Run run = of(spawn);
        if (run.code() != 0 || !run.err.isEmpty()) throw new AssertionError(run);
        return run.out.stripTrailing();
    }

    static Run sh(String script) throws IOException, InterruptedException {
        return of(Spawn.command("/bin/sh", "-c", script));
    }

    int code() {
        return status.shellCode();
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
