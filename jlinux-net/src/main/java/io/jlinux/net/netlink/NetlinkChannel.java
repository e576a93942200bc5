package io.jlinux.net.netlink;

import static io.jlinux.net.netlink.NetlinkFlags.SOL_NETLINK;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket as bytes: datagrams out, datagrams in.
 *
 * <p>Not thread-safe, but for {@link #cancel()}: {@link NetlinkSocket} has the lock.
 */
final class NetlinkChannel implements AutoCloseable {
    private static final String SOCKET = "netlink socket";
    private static final String RECEIVE = "receive an answer from";
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_NETNS_COOKIE = 71;
    private static final int MSG_PEEK = 0x02;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    /** {@code struct sockaddr_nl}: u16 family, pad, u32 pid, u32 groups. */
    private static final int SOCKADDR_SIZE = 12;

    private static final int SOCKADDR_PID = 4;
    private static final int ADDRESS_LENGTH = 16;
    private static final int OPTION = 32;
    private static final int OPTION_SIZE = 40;
    private static final int MAX_DATAGRAM = 16 << 20;

    /** What {@link #receiveUnseen} returns for what it had no room for. */
    static final int TOO_LARGE = -2;

    /** The least that a kernel is configured with is 212992; it counts some more than the bytes. */
    private static final int ALWAYS_SENT = 128 * 1024;

    private final Fd fd;
    private final SocketBuffers buffers;
    private volatile boolean cancelled;
    private volatile @Nullable Waker waker;

    private NetlinkChannel(Fd fd, SocketBuffers buffers) {
        this.fd = fd;
        this.buffers = buffers;
    }

    /** Opens a socket in the namespace that the calling thread is in. */
    static NetlinkChannel open(NetlinkProtocol protocol) throws LinuxException {
        long n = RawSyscall.call(Syscall.SOCKET, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol.number());
        Result.check(n, "open netlink socket", protocol.name());
        NetlinkChannel channel = new NetlinkChannel(Fd.adopt((int) n, SOCKET), SocketBuffers.borrow());
        try {
            channel.option(NetlinkFlags.NETLINK_EXT_ACK, 1);
            channel.option(NetlinkFlags.NETLINK_CAP_ACK, 1);
            channel.option(NetlinkFlags.NETLINK_GET_STRICT_CHK, 1);
            return channel;
        } catch (LinuxException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** An option of netlink(7). */
    void option(int option, int value) throws LinuxException {
        Result.check(setsockopt(SOL_NETLINK, option, value), "set socket option " + option + " of", fd.label());
    }

    private long setsockopt(int level, int option, int value) {
        NativeBuffer control = buffers.control;
        control.putInt(OPTION, value);
        long r = RawSyscall.call(Syscall.SETSOCKOPT, fd.number(), level, option, control.address() + OPTION, 4);
        control.keepAlive();
        return r;
    }

    /** Room for {@code bytes} that were not received yet; without {@code CAP_NET_ADMIN} up to the sysctl's maximum. */
    void receiveBuffer(int bytes) throws LinuxException {
        long r = setsockopt(SOL_SOCKET, SO_RCVBUFFORCE, bytes);
        if (RawSyscall.failed(r)) r = setsockopt(SOL_SOCKET, SO_RCVBUF, bytes);
        Result.check(r, "set the receive buffer of", fd.label());
    }

    /** {@code SO_NETNS_COOKIE}; empty before Linux 5.14. */
    OptionalLong namespaceCookie() throws LinuxException {
        NativeBuffer control = buffers.control;
        control.putLong(OPTION, 0).putInt(OPTION_SIZE, Long.BYTES);
        long r = RawSyscall.call(
                Syscall.GETSOCKOPT,
                fd.number(),
                SOL_SOCKET,
                SO_NETNS_COOKIE,
                control.address() + OPTION,
                control.address() + OPTION_SIZE);
        long cookie = control.getLong(OPTION);
        if (Result.is(r, Errno.ENOPROTOOPT)) return OptionalLong.empty();
        Result.check(r, "read the namespace of", fd.label());
        return OptionalLong.of(cookie);
    }

    MessageWriter writer() {
        return buffers.writer;
    }

    /** The memory that {@link #receive} fills. */
    NativeBuffer received() {
        return buffers.receive;
    }

    Fd fd() {
        return fd;
    }

    /** sendto(2) of all that the writer has, to the kernel. */
    void send() throws LinuxException {
        int size = buffers.writer.size();
        if (size > ALWAYS_SENT) {
            long r = setsockopt(SOL_SOCKET, SO_SNDBUFFORCE, 2 * size);
            if (RawSyscall.failed(r)) setsockopt(SOL_SOCKET, SO_SNDBUF, 2 * size); // too little is told by the send
        }
        NativeBuffer control = buffers.control;
        control.putInt(0, 0).putInt(SOCKADDR_PID, 0).putInt(8, 0).putShort(0, AF_NETLINK);
        NativeBuffer data = buffers.writer.buffer();
        long r;
        do {
            r = RawSyscall.call(Syscall.SENDTO, fd.number(), data.address(), size, 0, control.address(), SOCKADDR_SIZE);
        } while (Result.is(r, Errno.EINTR));
        data.keepAlive();
        control.keepAlive();
        Result.check(r, "send a request to", SOCKET);
    }

    /**
     * recvfrom(2) of one datagram that the kernel sent, however large it is.
     *
     * @param deadline of {@link System#nanoTime()}
     * @return bytes of {@link #received()}
     * @throws NetlinkException {@code ETIMEDOUT}, {@code ENOBUFS}, {@code ECANCELED}
     */
    int receive(long deadline) throws LinuxException {
        while (true) {
            int n = receiveNow();
            if (n >= 0) return n;
            awaitAnswer(deadline);
        }
    }

    private void awaitAnswer(long deadline) throws LinuxException {
        long left = deadline - System.nanoTime();
        if (left <= 0) throw failure(Errno.ETIMEDOUT, "no answer from the kernel");
        await(left);
    }

    /** As above, for what is there already; -1 when nothing is. */
    int receiveNow() throws LinuxException {
        while (true) {
            long size = receive(0, 0, MSG_PEEK);
            if (Result.is(size, Errno.EINTR)) continue;
            if (Result.is(size, Errno.EAGAIN)) return -1;
            checkReceived(size);
            makeRoom(size);
            int n = receiveUnseenNow();
            if (n == TOO_LARGE) throw failure(Errno.EMSGSIZE, "an answer larger than it was");
            return n;
        }
    }

    /**
     * As {@link #receive}, without asking for the size first, which is a system call less.
     *
     * @return {@value #TOO_LARGE} for a datagram that is lost because it was larger than the memory; for another one of its size
     *     there is room now
     */
    int receiveUnseen(long deadline) throws LinuxException {
        while (true) {
            int n = receiveUnseenNow();
            if (n != -1) return n;
            awaitAnswer(deadline);
        }
    }

    private int receiveUnseenNow() throws LinuxException {
        while (true) {
            NativeBuffer data = buffers.receive;
            long n = receive(data.address(), data.size(), 0);
            data.keepAlive();
            if (Result.is(n, Errno.EINTR)) continue;
            if (Result.is(n, Errno.EAGAIN)) return -1;
            checkReceived(n);
            if (buffers.control.getInt(SOCKADDR_PID) != 0) continue; // not from the kernel
            if (n <= data.size()) return (int) n;
            makeRoom(n);
            return TOO_LARGE;
        }
    }

    /** Throws away what is there. */
    void drain() throws LinuxException {
        int n;
        do {
            n = receiveUnseenNow();
        } while (n != -1);
    }

    private long receive(long address, int size, int flags) {
        NativeBuffer control = buffers.control;
        control.putInt(ADDRESS_LENGTH, SOCKADDR_SIZE);
        long n = RawSyscall.call(
                Syscall.RECVFROM,
                fd.number(),
                address,
                size,
                flags | MSG_TRUNC | MSG_DONTWAIT,
                control.address(),
                control.address() + ADDRESS_LENGTH);
        control.keepAlive();
        return n;
    }

    private static void checkReceived(long result) throws LinuxException {
        if (Result.is(result, Errno.ENOBUFS)) {
            throw failure(Errno.ENOBUFS, "the kernel dropped messages because the receive buffer was full");
        }
        Result.check(result, RECEIVE, SOCKET);
    }

    private void makeRoom(long size) throws NetlinkException {
        if (size <= buffers.receive.size()) return;
        if (size > MAX_DATAGRAM) throw failure(Errno.EMSGSIZE, "an answer of " + size + " bytes");
        buffers.growReceive((int) size);
    }

    private static NetlinkException failure(Errno errno, String detail) {
        return new NetlinkException(RECEIVE, "", errno.number(), detail, null, null);
    }

    /** bind(2) to a port that the kernel chooses, as a send would: without one no notification arrives. */
    void bind() throws LinuxException {
        NativeBuffer control = buffers.control;
        control.putInt(0, 0).putInt(SOCKADDR_PID, 0).putInt(8, 0).putShort(0, AF_NETLINK);
        long r = RawSyscall.call(Syscall.BIND, fd.number(), control.address(), SOCKADDR_SIZE);
        control.keepAlive();
        Result.check(r, "bind", fd.label());
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

    /**
     * Waits until there is something to receive; false when {@code nanos} went by first.
     *
     * @throws NetlinkException {@code ECANCELED} when the thread is interrupted, which it remains, or after {@link
     *     #cancel()}
     */
    boolean await(long nanos) throws LinuxException {
        Waker w = waker;
        if (w == null) waker = w = Waker.open();
        checkCancelled(); // after the waker is there for cancel() to see
        boolean ready = w.await(fd, nanos);
        checkCancelled();
        if (!ready && Thread.currentThread().isInterrupted()) throw failure(Errno.ECANCELED, "interrupted");
        return ready;
    }

    private void checkCancelled() throws NetlinkException {
        if (cancelled) throw failure(Errno.ECANCELED, "the socket was closed meanwhile");
    }

    /** Ends the wait of another thread, and lets no more begin. */
    void cancel() {
        cancelled = true;
        Waker w = waker;
        if (w != null) w.wake();
    }

    boolean isOpen() {
        return !cancelled && fd.isOpen();
    }

    @Override
    public void close() {
        cancelled = true;
        if (!fd.isOpen()) return;
        fd.close();
        Waker w = waker;
        if (w != null) w.close();
        buffers.release();
    }
}
