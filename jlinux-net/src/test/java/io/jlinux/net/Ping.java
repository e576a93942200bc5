package io.jlinux.net;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;

/** ICMP echo over a raw socket of the calling thread's network namespace: what ping(8) does. */
public final class Ping {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SIZE = 64;
    private static final int ID = 0x4a4c;

    private Ping() {}

    /** The time until the echo came; empty where none came. */
    public static Optional<Duration> echo(InetAddress host, Duration timeout) throws LinuxException {
        boolean ipv6 = host.getAddress().length == 16;
        long n = RawSyscall.call(
                Syscall.SOCKET, ipv6 ? AF_INET6 : AF_INET, SOCK_RAW_CLOEXEC, ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
        Result.check(n, "open ICMP socket", "");
        try (Fd fd = Fd.adopt((int) n, "icmp")) {
            NativeBuffer b = NativeBuffer.allocate(1024);
            send(fd, b, host, ipv6);
            return receive(fd, b, ipv6, timeout);
        }
    }

    private static void send(Fd fd, NativeBuffer b, InetAddress host, boolean ipv6) throws LinuxException {
        ByteBuffer packet = ByteBuffer.allocate(SIZE).order(ByteOrder.BIG_ENDIAN);
        packet.put(0, (byte) (ipv6 ? 128 : 8)).putShort(4, (short) ID).putShort(6, (short) 1);
        if (!ipv6) packet.putShort(2, checksum(packet));
        b.put(0, packet.array());
        ByteBuffer address = ByteBuffer.allocate(ipv6 ? 28 : 16).order(ByteOrder.nativeOrder());
        address.putShort(0, (short) (ipv6 ? AF_INET6 : AF_INET));
        address.put(ipv6 ? 8 : 4, host.getAddress());
        b.put(512, address.array());
        long r = RawSyscall.call(
                Syscall.SENDTO, fd.number(), b.address(), SIZE, 0, b.address() + 512, address.capacity());
        b.keepAlive();
        Result.check(r, "ping", host.getHostAddress());
    }

    private static Optional<Duration> receive(Fd fd, NativeBuffer b, boolean ipv6, Duration timeout)
            throws LinuxException {
        long start = System.nanoTime();
        while (true) {
            long left = timeout.toNanos() - (System.nanoTime() - start);
            if (left <= 0) return Optional.empty();
            b.putInt(900, fd.number()).putInt(904, 1);
            b.putLong(912, left / 1_000_000_000L).putLong(920, left % 1_000_000_000L);
            long ready = RawSyscall.call(Syscall.PPOLL, b.address() + 900, 1, b.address() + 912, 0, 0);
            if (Result.is(ready, Errno.EINTR)) continue;
            if (Result.check(ready, "poll", "icmp") == 0) return Optional.empty();
            long n = RawSyscall.call(Syscall.RECVFROM, fd.number(), b.address(), 512, 0, 0, 0);
            b.keepAlive();
            Result.check(n, "receive", "icmp");
            int icmp = ipv6 ? 0 : 20;
            ByteBuffer v = b.view().order(ByteOrder.BIG_ENDIAN);
            boolean reply = v.get(icmp) == (byte) (ipv6 ? 129 : 0);
            if (reply && v.getShort(icmp + 4) == ID) return Optional.of(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static short checksum(ByteBuffer packet) {
        int sum = 0;
        for (int i = 0; i < packet.capacity(); i += 2) sum += packet.getShort(i) & 0xffff;
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        return (short) ~sum;
    }
}
