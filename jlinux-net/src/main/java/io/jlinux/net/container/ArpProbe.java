package io.jlinux.net.container;

import io.jlinux.net.MacAddress;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Asks on a link who has an address, and collects every answer: the kernel itself takes the first. The question is a probe
 * of RFC 5227, which tells nobody an address of ours.
 */
final class ArpProbe {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int ETH_P_ARP = 0x0806;
    private static final int ARP_SIZE = 28;
    private static final int REPLY = 2;

    /** {@code struct sockaddr_ll}: family, protocol, ifindex, hatype, pkttype, halen, addr[8]. */
    private static final int SOCKADDR_LL = 20;

    private static final int AT_ADDRESS = 512;
    private static final int AT_POLL = 640;

    private ArpProbe() {}

    /**
     * Everybody who says that it has the address: nobody when no answer comes within {@code first}, else all who answer until
     * {@code further} has passed since one. Needs {@code CAP_NET_RAW}.
     */
    static Set<MacAddress> ask(
            NamespaceHandle namespace,
            int link,
            MacAddress self,
            Inet4Address address,
            Duration first,
            Duration further)
            throws LinuxException {
        return namespace.<Set<MacAddress>, LinuxException>call(() -> ask(link, self, address, first, further));
    }

    private static Set<MacAddress> ask(
            int link, MacAddress self, Inet4Address address, Duration first, Duration further) throws LinuxException {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        int protocol = little ? Short.reverseBytes((short) ETH_P_ARP) & 0xffff : ETH_P_ARP; // htons
        long n = RawSyscall.call(Syscall.SOCKET, AF_PACKET, SOCK_DGRAM_CLOEXEC, protocol);
        Result.check(n, "open packet socket", "");
        try (Fd fd = Fd.adopt((int) n, "arp")) {
            NativeBuffer b = NativeBuffer.allocate(1024);
            b.put(AT_ADDRESS, linkAddress(link));
            Result.check(
                    RawSyscall.call(Syscall.BIND, fd.number(), b.address() + AT_ADDRESS, SOCKADDR_LL),
                    "bind packet socket to link",
                    link);
            b.put(0, question(self, address));
            Result.check(
                    RawSyscall.call(
                            Syscall.SENDTO,
                            fd.number(),
                            b.address(),
                            ARP_SIZE,
                            0,
                            b.address() + AT_ADDRESS,
                            SOCKADDR_LL),
                    "ask on link",
                    link);
            Set<MacAddress> all = answers(fd, b, address, first, further);
            b.keepAlive();
            return all;
        }
    }

    private static byte[] linkAddress(int link) {
        ByteBuffer s = ByteBuffer.allocate(SOCKADDR_LL).order(ByteOrder.nativeOrder());
        s.putShort(0, (short) AF_PACKET);
        s.put(2, (byte) (ETH_P_ARP >> 8)).put(3, (byte) ETH_P_ARP);
        s.putInt(4, link);
        s.put(11, (byte) 6);
        for (int i = 12; i < 18; i++) s.put(i, (byte) 0xff); // to all
        return s.array();
    }

    private static byte[] question(MacAddress self, Inet4Address address) {
        ByteBuffer arp = ByteBuffer.allocate(ARP_SIZE).order(ByteOrder.BIG_ENDIAN);
        arp.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1);
        arp.put(self.bytes()).putInt(0).put(new byte[6]).put(address.getAddress());
        return arp.array();
    }

    private static Set<MacAddress> answers(
            Fd fd, NativeBuffer b, Inet4Address address, Duration first, Duration further) throws LinuxException {
        Set<MacAddress> all = new LinkedHashSet<>();
        long end = System.nanoTime() + first.toNanos();
        while (true) {
            long left = end - System.nanoTime();
            if (left <= 0) return all;
            b.putInt(AT_POLL, fd.number()).putShort(AT_POLL + 4, Poll.POLLIN);
            b.putLong(AT_POLL + 16, left / 1_000_000_000L).putLong(AT_POLL + 24, left % 1_000_000_000L);
            long ready = RawSyscall.call(Syscall.PPOLL, b.address() + AT_POLL, 1, b.address() + AT_POLL + 16, 0, 8);
            if (Result.is(ready, Errno.EINTR)) continue;
            if (Result.check(ready, "poll", "arp") == 0) return all;
            long n = RawSyscall.call(Syscall.RECVFROM, fd.number(), b.address(), 256, 0, 0, 0);
            if (Result.is(n, Errno.EINTR)) continue;
            Result.check(n, "receive", "arp");
            if (n >= ARP_SIZE && answer(b.get(0, ARP_SIZE), address, all)) end = System.nanoTime() + further.toNanos();
        }
    }

    private static boolean answer(byte[] arp, Inet4Address address, Set<MacAddress> into) {
        boolean reply = arp[6] == 0 && arp[7] == REPLY;
        return reply
                && Arrays.equals(Arrays.copyOfRange(arp, 14, 18), address.getAddress())
                && into.add(MacAddress.of(Arrays.copyOfRange(arp, 8, 14)));
    }
}
