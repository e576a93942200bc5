package io.jlinux.oci.run;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Gives a descriptor to whoever listens at a Unix socket, as runc does: one message, whose data is a name and whose control
 * message (SCM_RIGHTS) is the descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class DescriptorSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int SUN_PATH = 108;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int CMSG_HEADER = 16;
    private static final int DATA = 256;

    private final Fd socket;
    private final Path path;

    private DescriptorSocket(Fd socket, Path path) {
        this.socket = socket;
        this.path = path;
    }

    /**
     * Connects to the socket {@code path}.
     *
     * @throws LinuxException when nobody listens there
     */
    public static DescriptorSocket connect(Path path) throws LinuxException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) throw new IllegalArgumentException("not a socket: " + path);
        // a path of more than 107 bytes does not fit: by way of its directory it does
        try (Fd directory = Fd.open(parent, Fcntl.O_PATH | Fcntl.O_DIRECTORY)) {
            byte[] name = absolute.toString().getBytes(StandardCharsets.UTF_8);
            if (name.length >= SUN_PATH) {
                String shorter = "/proc/self/fd/" + directory.number() + "/" + absolute.getFileName();
                name = shorter.getBytes(StandardCharsets.UTF_8);
            }
            if (name.length >= SUN_PATH) throw new LinuxException("connect to", path.toString(), 36);
            return connect(path, name);
        }
    }

    private static DescriptorSocket connect(Path path, byte[] name) throws LinuxException {
        long fd = RawSyscall.call(Syscall.SOCKET, AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
        Fd socket = Fd.adopt((int) Result.check(fd, "socket for", path), path.toString());
        NativeBuffer address = NativeBuffer.allocate(2 + SUN_PATH);
        for (int i = 0; i < 2 + SUN_PATH; i++) address.putByte(i, 0);
        address.putShort(0, AF_UNIX).put(2, name);
        long r;
        do r = RawSyscall.call(Syscall.CONNECT, socket.number(), address.address(), 2 + SUN_PATH);
        while (Result.is(r, Errno.EINTR));
        address.keepAlive();
        if (RawSyscall.failed(r)) {
            socket.close();
            throw new LinuxException("connect to", path.toString(), (int) -r);
        }
        return new DescriptorSocket(socket, path);
    }

    /** Sends a copy of {@code fd}, with its name as the data. */
    public void send(Fd fd, String name) throws LinuxException {
        send(fd, name, name.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a copy of {@code fd} with the first of these bytes, and the others after it. */
    public void send(Fd fd, String name, byte[] data) throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(DATA + data.length);
        for (int i = 0; i < 128; i += 8) b.putLong(i, 0);
        b.put(DATA, data);
        b.putLong(16, b.address() + 56).putLong(24, 1); // one iovec
        b.putLong(32, b.address() + 72).putLong(40, CMSG_HEADER + 8);
        b.putLong(72, CMSG_HEADER + 4)
                .putInt(80, SOL_SOCKET)
                .putInt(84, SCM_RIGHTS)
                .putInt(88, fd.number());
        int done = 0;
        while (done < data.length) {
            b.putLong(56, b.address() + DATA + done).putLong(64, data.length - done);
            long r = RawSyscall.call(Syscall.SENDMSG, socket.number(), b.address(), MSG_NOSIGNAL);
            if (Result.is(r, Errno.EINTR)) continue;
            done += (int) Result.check(r, "send " + name + " to", path);
            b.putLong(32, 0).putLong(40, 0); // the descriptor goes once
        }
        b.keepAlive();
    }

    @Override
    public void close() {
        socket.close();
    }
}
