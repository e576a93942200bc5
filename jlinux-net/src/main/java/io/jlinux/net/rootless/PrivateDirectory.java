package io.jlinux.net.rootless;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory, with one file in it that has to have a name while a helper starts. */
final class PrivateDirectory implements AutoCloseable {
    private static final int S_IFIFO = 0010000;

    private final Path directory;
    private final Path file;

    private PrivateDirectory(Path directory, String name) {
        this.directory = directory;
        this.file = directory.resolve(name);
    }

    static PrivateDirectory create(String name) throws IOException {
        return new PrivateDirectory(Files.createTempDirectory("jlinux-rootless"), name);
    }

    Path file() {
        return file;
    }

    /** Makes the file a fifo. */
    PrivateDirectory withFifo() throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long path = s.string(0, file.toString());
            long r = RawSyscall.call(Syscall.MKNODAT, Fcntl.AT_FDCWD, path, S_IFIFO | 0600, 0);
            Result.check(r, "make fifo", file);
            return this;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(directory);
    }
}
