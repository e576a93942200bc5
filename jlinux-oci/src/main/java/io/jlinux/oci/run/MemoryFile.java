package io.jlinux.oci.run;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;

/** A file in memory; memfd_create(2). As the stream of a program it needs no thread that reads or writes. */
public final class MemoryFile implements AutoCloseable {
    private final Fd fd;

    private MemoryFile(Fd fd) {
        this.fd = fd;
    }

    /** An empty one. */
    public static MemoryFile create(String name) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.MEMFD_CREATE, s.string(0, name), Fcntl.MFD_CLOEXEC);
            return new MemoryFile(Fd.adopt((int) Result.check(r, "memfd_create", name), name));
        }
    }

    /** One with this content, to be read from its beginning. */
    public static MemoryFile of(String name, byte[] content) throws LinuxException {
        MemoryFile file = create(name);
        NativeBuffer b = NativeBuffer.allocate(Math.max(1, content.length)).put(0, content);
        int done = 0;
        try {
            while (done < content.length) {
                long n = RawSyscall.call(
                        Syscall.PWRITE64, file.fd.number(), b.address() + done, content.length - done, done);
                done += (int) Result.check(n, "write", name);
            }
            b.keepAlive();
            return file;
        } catch (LinuxException e) {
            file.close();
            throw e;
        }
    }

    /** The descriptor; it belongs to this object. */
    public Fd fd() {
        return fd;
    }

    /** At most so many bytes of its beginning, as text. */
    String text(int atMost) throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(atMost);
        long n = RawSyscall.call(Syscall.PREAD64, fd.number(), b.address(), atMost, 0);
        String text = new String(b.get(0, (int) Result.check(n, "read", fd.label())), StandardCharsets.UTF_8);
        b.keepAlive();
        return text.strip();
    }

    @Override
    public void close() {
        fd.close();
    }
}
