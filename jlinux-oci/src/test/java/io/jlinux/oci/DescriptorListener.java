package io.jlinux.oci;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Unix socket at which messages with one descriptor arrive, each over a connection of its own. */
final class DescriptorListener implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int CLOEXEC = 0x80000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int DATA = 256;

    private final Fd socket;
    private final Path path;

    private DescriptorListener(Fd socket, Path path) {
        this.socket = socket;
        this.path = path;
    }

    /** A descriptor, and what was said about it until the connection was closed. */
    record Message(Fd fd, String text) {}

    static DescriptorListener at(Path path) throws LinuxException {
        long fd = RawSyscall.call(Syscall.SOCKET, AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
        Fd socket = Fd.adopt((int) Result.check(fd, "socket", path), "listener");
        NativeBuffer address = NativeBuffer.allocate(110);
        for (int i = 0; i < 110; i++) address.putByte(i, 0);
        address.putShort(0, AF_UNIX).put(2, path.toString().getBytes(StandardCharsets.UTF_8));
        Result.check(RawSyscall.call(Syscall.BIND, socket.number(), address.address(), 110), "bind", path);
        Result.check(RawSyscall.call(Syscall.LISTEN, socket.number(), 4), "listen", path);
        address.keepAlive();
        return new DescriptorListener(socket, path);
    }

    Path path() {
        return path;
    }

    Message receive() throws LinuxException {
        long accepted = RawSyscall.call(Syscall.ACCEPT4, socket.number(), 0, 0, CLOEXEC);
        try (Fd connection = Fd.adopt((int) Result.check(accepted, "accept", path), "connection")) {
            NativeBuffer b = NativeBuffer.allocate(DATA + 4096);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            int fd = -1;
            while (true) {
                for (int i = 0; i < DATA; i += 8) b.putLong(i, 0);
                b.putLong(16, b.address() + 56).putLong(24, 1);
                b.putLong(32, b.address() + 72).putLong(40, 24);
                b.putLong(56, b.address() + DATA).putLong(64, 4096);
                long n = RawSyscall.call(Syscall.RECVMSG, connection.number(), b.address(), MSG_CMSG_CLOEXEC);
                if (Result.check(n, "receive", path) == 0) break;
                if (b.getLong(40) > 0) fd = b.getInt(88);
                text.writeBytes(b.get(DATA, (int) n));
            }
            b.keepAlive();
            return new Message(Fd.adopt(fd, "received"), text.toString(StandardCharsets.UTF_8));
        }
    }

    /** Takes what has come meanwhile, and throws it away. */
    void drain() throws LinuxException {
        NativeBuffer p = NativeBuffer.allocate(24);
        p.putInt(0, socket.number()).putShort(4, Poll.POLLIN).putLong(8, 0).putLong(16, 0);
        while (RawSyscall.call(Syscall.PPOLL, p.address(), 1, p.address() + 8, 0, 8) == 1) {
            long accepted = RawSyscall.call(Syscall.ACCEPT4, socket.number(), 0, 0, CLOEXEC);
            Fd.adopt((int) Result.check(accepted, "accept", path), "connection").close();
        }
        p.keepAlive();
    }

    @Override
    public void close() throws Exception {
        socket.close();
        Files.deleteIfExists(path);
    }
}
