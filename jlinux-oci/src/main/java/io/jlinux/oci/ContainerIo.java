package io.jlinux.oci;

import io.jlinux.spawn.Stdio;

/**
 * Where the standard streams of a container lead, when it has no terminal. A value.
 *
 * @param stdin what it reads
 * @param stdout where it writes
 * @param stderr where it writes errors
 * @see <a href="https://man7.org/linux/man-pages/man3/stdin.3.html">stdin(3)</a>
 */
public record ContainerIo(Stdio stdin, Stdio stdout, Stdio stderr) {
    /** The streams of this JVM. */
    public static ContainerIo inherit() {
        return new ContainerIo(Stdio.inherit(), Stdio.inherit(), Stdio.inherit());
    }

    /** Pipes, whose other ends {@link OciContainer#process()} has. */
    public static ContainerIo pipes() {
        return new ContainerIo(Stdio.pipe(), Stdio.pipe(), Stdio.pipe());
    }

    /** {@code /dev/null}. */
    public static ContainerIo none() {
        return new ContainerIo(Stdio.devNull(), Stdio.devNull(), Stdio.devNull());
    }
}
