package io.jlinux.oci;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What conmon is to a runtime: a Unix socket on which the master of a terminal arrives. */
final class ConsoleListener implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private final Fd socket;
    private final Path path;
    private String name = "";

    private ConsoleListener(Fd socket, Path path) {
        this.socket = socket;
        this.path = path;
    }

    static ConsoleListener at(Path path) throws LinuxException {
        long fd = RawSyscall.call(Syscall.SOCKET, AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
        Fd socket = Fd.adopt((int) Result.check(fd, "socket", path), "console");
        NativeBuffer address = NativeBuffer.allocate(110);
        for (int i = 0; i < 110; i++) address.putByte(i, 0);
        address.putShort(0, AF_UNIX).put(2, path.toString().getBytes(StandardCharsets.UTF_8));
        Result.check(RawSyscall.call(Syscall.BIND, socket.number(), address.address(), 110), "bind", path);
        Result.check(RawSyscall.call(Syscall.LISTEN, socket.number(), 1), "listen", path);
        address.keepAlive();
        return new ConsoleListener(socket, path);
    }

    Path path() {
        return path;
    }

    /** The master of a terminal, which was sent before. */
    Fd receive() throws LinuxException {
        long accepted = RawSyscall.call(Syscall.ACCEPT4, socket.number(), 0, 0, 0x80000);
        try (Fd connection = Fd.adopt((int) Result.check(accepted, "accept", path), "connection")) {
            NativeBuffer b = NativeBuffer.allocate(512);
            for (int i = 0; i < 512; i += 8) b.putLong(i, 0);
            b.putLong(16, b.address() + 56).putLong(24, 1);
            b.putLong(32, b.address() + 72).putLong(40, 24);
            b.putLong(56, b.address() + 256).putLong(64, 200);
            long n = RawSyscall.call(Syscall.RECVMSG, connection.number(), b.address(), MSG_CMSG_CLOEXEC);
            name = new String(b.get(256, (int) Result.check(n, "receive", path)), StandardCharsets.UTF_8);
            int fd = b.getInt(88);
            b.keepAlive();
            return Fd.adopt(fd, "master");
        }
    }

    /** What the descriptor was called. */
    String name() {
        return name;
    }

    /** Writes to a terminal, and reads what it says until it has said {@code last}. */
    static String talk(Fd master, String line, String last) throws LinuxException {
        master.write(line);
        StringBuilder said = new StringBuilder();
        NativeBuffer b = NativeBuffer.allocate(4096);
        while (said.indexOf(last) < 0) {
            b.putInt(0, master.number()).putInt(4, Poll.POLLIN).putLong(16, 30).putLong(24, 0);
            if (RawSyscall.call(Syscall.PPOLL, b.address(), 1, b.address() + 16, 0, 8) != 1) break;
            long n = RawSyscall.call(Syscall.READ, master.number(), b.address(), 4096);
            if (n <= 0) break;
            said.append(new String(b.get(0, (int) n), StandardCharsets.UTF_8));
        }
        b.keepAlive();
        return said.toString();
    }

    @Override
    public void close() throws Exception {
        socket.close();
        Files.deleteIfExists(path);
    }
}
