package io.jlinux.sandbox;

import io.jlinux.spawn.ExitStatus;
import io.jlinux.spawn.LinuxProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program that ended, or was ended.
 *
 * @param out what it said, as far as it was read
 * @param status how it ended by itself; empty where it had to be ended
 */
record Ended(String out, String err, Optional<ExitStatus> status) {
    private static final int MOST = 64 << 10;

    /** Reads up to 64 KiB of each stream, then closes it; waits for {@code seconds}. */
    static Ended of(LinuxProcess p, int seconds) throws IOException, InterruptedException {
        p.getOutputStream().close();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread outReader = reader(p.getInputStream(), out);
        Thread errReader = reader(p.getErrorStream(), err);
        boolean ended = p.waitFor(seconds, TimeUnit.SECONDS);
        Optional<ExitStatus> status = ended ? p.exitStatus() : Optional.empty();
        if (!ended) p.destroyForcibly().waitFor();
        outReader.join();
        errReader.join();
        return new Ended(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), status);
    }

    private static Thread reader(InputStream in, ByteArrayOutputStream into) {
        Thread t = new Thread(() -> {
            try (in) {
                into.writeBytes(in.readNBytes(MOST));
            } catch (IOException e) {
                // the end of the process closes it, too
            }
        });
        t.start();
        return t;
    }

    /** What it was in a sandbox. */
    static Ended in(Sandbox sandbox, int seconds, String... command) throws IOException, InterruptedException {
        try (SandboxProcess p = sandbox.start(command)) {
            return of(p.process(), seconds);
        }
    }

    /** What a successful shell script printed in the sandbox. */
    static String text(Sandbox sandbox, String script) throws IOException, InterruptedException {
        Ended e = in(sandbox, 60, "/bin/sh", "-c", script);
        if (e.code() != 0) throw new AssertionError(e);
        return e.out.stripTrailing();
    }

    int code() {
        return status.map(ExitStatus::shellCode).orElse(-1);
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
