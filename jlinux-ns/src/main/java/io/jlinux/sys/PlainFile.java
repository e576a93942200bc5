package io.jlinux.sys;

import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;

/**
 * Writes small files of an ordinary file system.
 *
 * <p>{@code Files.write} tells of a disk that is full without saying which file it was, and fails on a thread that is interrupted.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>
 */
public final class PlainFile {
    private static final int MODE = 0666;

    private PlainFile() {}

    /**
     * Makes the file with this content, or replaces what it has.
     *
     * @throws LinuxException when it cannot be opened or written; then it may be there with a part of the content
     */
    public static void write(Path path, byte[] content) throws LinuxException {
        try (Fd fd = Fd.open(path, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_TRUNC, MODE)) {
            NativeBuffer b = NativeBuffer.allocate(Math.max(1, content.length)).put(0, content);
            int done = 0;
            while (done < content.length) {
                long n = RawSyscall.call(Syscall.WRITE, fd.number(), b.address() + done, content.length - done);
                if (Result.is(n, Errno.EINTR)) continue;
                done += (int) Result.check(n, "write", path);
            }
            b.keepAlive();
        }
    }

    /**
     * Puts a file with this content in the place of another one: who reads it meanwhile sees the old one or the new one. Who is killed
     * in the middle of it leaves the draft.
     *
     * @param draft on the same file system; when this fails it is gone
     * @throws LinuxException when the draft cannot be written or renamed; then {@code file} is as it was
     */
    public static void replace(Path file, Path draft, byte[] content) throws LinuxException {
        try {
            write(draft, content);
            rename(draft, file);
        } catch (LinuxException e) {
            try (Scratch s = Scratch.borrow()) {
                RawSyscall.call(Syscall.UNLINKAT, Fcntl.AT_FDCWD, s.string(0, draft.toString()), 0);
            }
            throw e;
        }
    }

    /**
     * Renames a file, in the place of the one that has that name.
     *
     * @throws LinuxException {@code EXDEV} for another file system; see rename(2)
     */
    public static void rename(Path from, Path to) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(
                    Syscall.RENAMEAT2,
                    Fcntl.AT_FDCWD,
                    s.string(0, from.toString()),
                    Fcntl.AT_FDCWD,
                    s.string(Scratch.SIZE / 2, to.toString()),
                    0);
            Result.check(r, "rename", from);
        }
    }
}
