package io.jlinux.sandbox;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;

/** A listening socket of the host with an abstract name, which Java cannot make. */
record AbstractSocket(String name, Fd fd) implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;

    static AbstractSocket listen(String name) throws LinuxException {
        Fd fd = Fd.adopt(
                (int) Result.check(RawSyscall.call(Syscall.SOCKET, AF_UNIX, SOCK_STREAM_CLOEXEC, 0), "socket", name),
                name);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        NativeBuffer address =
                NativeBuffer.allocate(3 + bytes.length).putShort(0, AF_UNIX).put(3, bytes);
        Result.check(RawSyscall.call(Syscall.BIND, fd.number(), address.address(), 3 + bytes.length), "bind", name);
        address.keepAlive();
        Result.check(RawSyscall.call(Syscall.LISTEN, fd.number(), 1), "listen", name);
        return new AbstractSocket(name, fd);
    }

    @Override
    public void close() {
        fd.close();
    }
}
