package io.jlinux.spawn;

import java.util.OptionalLong;

/**
 * How much of a stream's output is kept in memory, so that a program that prints for ever neither fills the heap nor blocks.
 * A value.
 *
 * <pre>{@code
 * LinuxProcess p = Spawn.command("make").stdout(Capture.headAndTail(64 << 10, 64 << 10).stdio())
 *     .stderr(Capture.head(64 << 10).killAfter(10 << 20).stdio()).start();
 * p.waitForOutcome();
 * p.captured(1).text();
 * }</pre>
 *
 * <p>What is not kept is read and thrown away (and counted), so the program goes on; {@link #killAfter} ends it instead. One
 * thread reads the pipes of all processes.
 *
 * @param head how many bytes of the beginning are kept
 * @param tail how many bytes of the end are kept, of what comes after the head
 * @param killAfter how many bytes may be written before the program is killed; empty for any number
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public record Capture(int head, int tail, OptionalLong killAfter) {
    private static final int MAX = 1 << 30;

    public Capture {
        if (head < 0 || tail < 0 || head > MAX || tail > MAX) {
            throw new IllegalArgumentException("not a number of bytes to keep: " + head + ", " + tail);
        }
        if (killAfter.isPresent() && killAfter.getAsLong() < 0) {
            throw new IllegalArgumentException("not a limit of output: " + killAfter.getAsLong());
        }
    }

    /** The first bytes. */
    public static Capture head(int bytes) {
        return new Capture(bytes, 0, OptionalLong.empty());
    }

    /** The last bytes. */
    public static Capture tail(int bytes) {
        return new Capture(0, bytes, OptionalLong.empty());
    }

    /** The first bytes and the last ones. */
    public static Capture headAndTail(int head, int tail) {
        return new Capture(head, tail, OptionalLong.empty());
    }

    /** The program is killed when it has written more than this; its {@link Outcome} says so. */
    public Capture killAfter(long bytes) {
        return new Capture(head, tail, OptionalLong.of(bytes));
    }

    /** Where a standard stream leads that is captured so. */
    public Stdio stdio() {
        return new Stdio.Captured(this);
    }
}
