package io.jlinux.cgroup;

import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A shell that is moved into a cgroup first and runs its script when it is let go. */
final class Gated implements AutoCloseable {
    private final Process process;

    private Gated(Process process) {
        this.process = process;
    }

    static Gated in(Cgroup cg, String script) throws LinuxException {
        Gated g = start(script);
        try {
            cg.add(g.pid());
        } catch (LinuxException | RuntimeException e) {
            g.close();
            throw e;
        }
        return g;
    }

    static Gated start(String script) {
        try {
            return new Gated(new ProcessBuilder("/bin/sh", "-c", "read go; " + script)
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    Gated go() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The exit status as the shell would give it: 137 for one that was killed. */
    int await() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("still running after a minute");
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
