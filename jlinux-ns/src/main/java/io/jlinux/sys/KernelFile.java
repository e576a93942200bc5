package io.jlinux.sys;

import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads files that the kernel makes up as they are read, under {@code /proc} and {@code /sys}.
 *
 * <p>{@code Files.readString} is wrong for them: their size is 0, so it begins with a read of one byte, and a sysctl gives
 * the rest to nobody.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
public final class KernelFile {
    private KernelFile() {}

    /**
     * The whole content, as UTF-8.
     *
     * @throws LinuxException when the file cannot be opened or read
     */
    public static String read(Path path) throws LinuxException {
        // java.io first: a JVM that starts for one look at a process, as a runtime's command does, need not get JNA
        // ready
        try (InputStream in = new FileInputStream(path.toString())) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            in.transferTo(out);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            return readByCalls(path); // which know why
        }
    }

    private static String readByCalls(Path path) throws LinuxException {
        try (Fd fd = Fd.open(path, Fcntl.O_RDONLY);
                Scratch s = Scratch.borrow()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (true) {
                long n = RawSyscall.call(Syscall.READ, fd.number(), s.address(), Scratch.SIZE);
                if (Result.is(n, Errno.EINTR)) continue;
                if (Result.check(n, "read", path) == 0) return out.toString(StandardCharsets.UTF_8);
                out.writeBytes(s.buffer().get(0, (int) n));
            }
        }
    }
}
