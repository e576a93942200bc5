package io.jlinux.spawn;

import io.jlinux.sys.Fd;
import java.nio.file.Path;

/**
 * Where one of the three standard streams of a new process leads.
 *
 * <p>A value; files are opened at each start.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/stdin.3.html">stdin(3)</a>
 */
public sealed interface Stdio {
    /** A pipe, whose other end the {@link LinuxProcess} has as a Java stream. */
    record Pipe() implements Stdio {}

    /** The same as this JVM's. If that is a terminal, see {@link Spawn#newSession}. */
    record Inherit() implements Stdio {}

    /** {@code /dev/null}. */
    record DevNull() implements Stdio {}

    /** A file, opened for reading (stdin), or created if missing and written from its start or its end. */
    record File(Path path, boolean append) implements Stdio {}

    /** An open descriptor, which stays the caller's. */
    record Descriptor(Fd fd) implements Stdio {}

    /** For stderr: the same as stdout. */
    record ToStdout() implements Stdio {}

    /** A pipe that this JVM reads, keeping a bounded part: {@link Capture#stdio()}. */
    record Captured(Capture capture) implements Stdio {}

    static Stdio pipe() {
        return new Pipe();
    }

    static Stdio inherit() {
        return new Inherit();
    }

    static Stdio devNull() {
        return new DevNull();
    }

    /** Reads from, or truncates and writes, this file. */
    static Stdio file(Path path) {
        return new File(path, false);
    }

    /** Writes at the end of this file. */
    static Stdio appendTo(Path path) {
        return new File(path, true);
    }

    static Stdio descriptor(Fd fd) {
        return new Descriptor(fd);
    }

    static Stdio toStdout() {
        return new ToStdout();
    }
}
