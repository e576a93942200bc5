package io.jlinux.net.wire;

import static io.jlinux.net.wire.NetlinkFlags.SOL_NETLINK;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.time.Duration;

/** A netlink socket as bytes: datagrams out, datagrams in. Not thread-safe; {@link NetlinkSocket} has the lock. */
final class NetlinkChannel implements AutoCloseable {
    /** The kernel answers within the send; this is for a kernel that never does. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int MSG_PEEK = 0x02;
    private static final int MSG_TRUNC = 0x20;

    /** {@code struct sockaddr_nl}: u16 family, pad, u32 pid, u32 groups. */
    private static final int SOCKADDR_SIZE = 12;

    private static final int SOCKADDR_PID = 4;
    private static final int ADDRESS_LENGTH = 16;
    private static final int OPTION = 32;
    private static final int MAX_DATAGRAM = 16 << 20;

    private final Fd fd;
    private final SocketBuffers buffers;

    private NetlinkChannel(Fd fd, SocketBuffers buffers) {
        this.fd = fd;
        this.buffers = buffers;
    }

    /** Opens a socket in the namespace that the calling thread is in. */
    static NetlinkChannel open(int protocol) throws LinuxException {
        long n = RawSyscall.call(Syscall.SOCKET, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        Result.check(n, "open netlink socket", "protocol " + protocol);
        NetlinkChannel channel = new NetlinkChannel(Fd.adopt((int) n, "netlink socket"), SocketBuffers.borrow());
        try {
            channel.configure();
            return channel;
        } catch (LinuxException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void configure() throws LinuxException {
        option(NetlinkFlags.NETLINK_EXT_ACK, 1);
        option(NetlinkFlags.NETLINK_CAP_ACK, 1);
        option(NetlinkFlags.NETLINK_GET_STRICT_CHK, 1);
        NativeBuffer b = buffers.control;
        b.putLong(OPTION, TIMEOUT.toSeconds()).putLong(OPTION + 8, 0);
        setsockopt(SOL_SOCKET, SO_RCVTIMEO, 16);
    }

    void option(int option, int value) throws LinuxException {
        buffers.control.putInt(OPTION, value);
        setsockopt(SOL_NETLINK, option, 4);
    }

    private void setsockopt(int level, int option, int length) throws LinuxException {
        long value = buffers.control.address() + OPTION;
        long r = RawSyscall.call(Syscall.SETSOCKOPT, fd.number(), level, option, value, length);
        buffers.control.keepAlive();
        Result.check(r, "set socket option " + option + " of", fd.label());
    }

    MessageWriter writer() {
        return buffers.writer;
    }

    /** The memory that {@link #receive} fills. */
    NativeBuffer received() {
        return buffers.receive;
    }

    /** sendto(2) of all that the writer has, to the kernel. */
    void send() throws LinuxException {
        NativeBuffer control = buffers.control;
        control.putInt(0, 0).putInt(SOCKADDR_PID, 0).putInt(8, 0).putShort(0, AF_NETLINK);
        NativeBuffer data = buffers.writer.buffer();
        long r;
        do {
            r = RawSyscall.call(
                    Syscall.SENDTO,
                    fd.number(),
                    data.address(),
                    buffers.writer.size(),
                    0,
                    control.address(),
                    SOCKADDR_SIZE);
        } while (Result.is(r, Errno.EINTR));
        data.keepAlive();
        control.keepAlive();
        Result.check(r, "send netlink request", "");
    }

    /**
     * recvfrom(2) of one datagram that the kernel sent.
     *
     * @param sized whether to ask for its size first and to make room; else it must fit
     * @return bytes of {@link #received()}
     * @throws NetlinkException {@code ETIMEDOUT}, {@code ENOBUFS}, or {@code EMSGSIZE} for one that did not fit
     */
    int receive(boolean sized, long deadline) throws LinuxException {
        while (true) {
            if (System.nanoTime() - deadline > 0) throw failure(Errno.ETIMEDOUT, "no answer from the kernel");
            if (sized) {
                long size = RawSyscall.call(Syscall.RECVFROM, fd.number(), 0, 0, MSG_PEEK | MSG_TRUNC, 0, 0);
                if (Result.is(size, Errno.EINTR)) continue;
                checkReceived(size);
                makeRoom(size);
            }
            long n = receiveOnce();
            if (Result.is(n, Errno.EINTR)) continue;
            checkReceived(n);
            if (buffers.control.getInt(SOCKADDR_PID) != 0) continue; // not from the kernel
            if (n > buffers.receive.size()) throw failure(Errno.EMSGSIZE, "an answer of " + n + " bytes");
            return (int) n;
        }
    }

    private long receiveOnce() {
        NativeBuffer control = buffers.control;
        control.putInt(ADDRESS_LENGTH, SOCKADDR_SIZE);
        NativeBuffer data = buffers.receive;
        long n = RawSyscall.call(
                Syscall.RECVFROM,
                fd.number(),
                data.address(),
                data.size(),
                MSG_TRUNC,
                control.address(),
                control.address() + ADDRESS_LENGTH);
        data.keepAlive();
        control.keepAlive();
        return n;
    }

    private static void checkReceived(long result) throws LinuxException {
        if (Result.is(result, Errno.EAGAIN)) throw failure(Errno.ETIMEDOUT, "no answer from the kernel");
        if (Result.is(result, Errno.ENOBUFS)) {
            throw failure(Errno.ENOBUFS, "the kernel dropped messages because the receive buffer was full");
        }
        Result.check(result, "receive netlink answer", "");
    }

    private void makeRoom(long size) throws NetlinkException {
        if (size <= buffers.receive.size()) return;
        if (size > MAX_DATAGRAM) throw failure(Errno.EMSGSIZE, "an answer of " + size + " bytes");
        buffers.growReceive((int) size);
    }

    private static NetlinkException failure(Errno errno, String detail) {
        return new NetlinkException("receive netlink answer", "", errno.number(), detail, null, null);
    }

    /** The port that the kernel gave this socket; it sends its answers there. */
    int port() throws LinuxException {
        NativeBuffer control = buffers.control;
        control.putInt(ADDRESS_LENGTH, SOCKADDR_SIZE);
        long r = RawSyscall.call(
                Syscall.GETSOCKNAME, fd.number(), control.address(), control.address() + ADDRESS_LENGTH);
        control.keepAlive();
        Result.check(r, "getsockname", fd.label());
        return control.getInt(SOCKADDR_PID);
    }

    /** ppoll(2): waits until there is something to receive; false when {@code nanos} went by first. */
    boolean await(long nanos) throws LinuxException {
        long until = System.nanoTime() + nanos;
        NativeBuffer control = buffers.control;
        while (true) {
            long left = Math.max(0, until - System.nanoTime());
            control.putInt(0, fd.number()).putShort(4, Poll.POLLIN).putShort(6, 0);
            control.putLong(16, left / 1_000_000_000L).putLong(24, left % 1_000_000_000L);
            long r = RawSyscall.call(Syscall.PPOLL, control.address(), 1, control.address() + 16, 0, 0);
            control.keepAlive();
            if (Result.is(r, Errno.EINTR)) continue;
            return Result.check(r, "poll", fd.label()) > 0;
        }
    }

    boolean isOpen() {
        return fd.isOpen();
    }

    @Override
    public void close() {
        if (!fd.isOpen()) return;
        fd.close();
        buffers.release();
    }
}
