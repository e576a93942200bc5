package io.jlinux.net.tun;

import io.jlinux.net.Link;
import io.jlinux.net.NetDevice;
import io.jlinux.net.Network;
import io.jlinux.ns.NamespaceCall;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A link whose other end is this program: what the kernel sends through it is read here, what is written here arrives at it.
 *
 * <p>{@link #close()} closes the queues, and with the last of them the link goes, unless it is persistent. Thread-safe; each
 * queue can be used by one reader and one writer at a time.
 *
 * <pre>{@code
 * try (Tun tun = Tun.open(TunSpec.tun("tun0").address(Cidr.of("10.7.0.1/24")).namespace(box).up())) {
 *     byte[] packet = new byte[tun.link().mtu()];
 *     int n = tun.queue(0).read(packet);
 * }
 * }</pre>
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
public final class Tun implements AutoCloseable {
    private static final Path DEVICE = Path.of("/dev/net/tun");
    private static final int TUNSETIFF = 0x400454ca;
    private static final int TUNSETPERSIST = 0x400454cb;
    private static final int TUNSETOWNER = 0x400454cc;
    private static final int TUNSETGROUP = 0x400454ce;
    private static final int IFF_TUN = 0x1;
    private static final int IFF_TAP = 0x2;
    private static final int IFF_MULTI_QUEUE = 0x100;
    private static final int IFF_NO_PI = 0x1000;

    /** {@code struct ifreq}: the name, and the flags behind it. */
    private static final int IFREQ_SIZE = 40;

    private static final int IFREQ_FLAGS = 16;

    private final Network network;
    private final List<TunQueue> queues;
    private final Link link;

    private Tun(Network network, List<TunQueue> queues, Link link) {
        this.network = network;
        this.queues = queues;
        this.link = link;
    }

    /**
     * Creates the link, or takes one that is persistent and has no program at its other end. When a step fails, what was
     * opened is closed.
     *
     * @throws LinuxException {@code EBUSY} when another program has it, {@code EPERM} without {@code CAP_NET_ADMIN} over the
     *     namespace, {@code EINVAL} when a link of another kind, or with another number of queues, has the name, {@code
     *     ENOENT} without {@code /dev/net/tun}
     */
    public static Tun open(TunSpec spec) throws LinuxException {
        Optional<NamespaceHandle> where = spec.namespace();
        Network network = where.isPresent() ? Network.in(where.get()) : Network.current();
        List<TunQueue> queues = new ArrayList<>();
        try {
            for (int i = 0; i < Math.max(1, spec.settings().queues()); i++) {
                queues.add(where.isPresent() ? NamespaceCall.in(where.get()).call(() -> attach(spec)) : attach(spec));
            }
            set(queues.get(0).fd(), spec);
            NetDevice device = network.links().device(spec.name());
            device.configure(spec);
            return new Tun(network, List.copyOf(queues), device.link());
        } catch (LinuxException | RuntimeException e) {
            queues.forEach(TunQueue::close);
            network.close();
            throw e;
        }
    }

    private static TunQueue attach(TunSpec spec) throws LinuxException {
        Fd fd = Fd.open(DEVICE, Fcntl.O_RDWR | Fcntl.O_NONBLOCK);
        try (Scratch s = Scratch.borrow()) {
            int flags = IFF_NO_PI | (spec.settings().ethernet() ? IFF_TAP : IFF_TUN);
            if (spec.settings().queues() > 0) flags |= IFF_MULTI_QUEUE;
            s.buffer().put(0, new byte[IFREQ_SIZE]);
            s.buffer().putString(0, spec.name());
            s.buffer().putShort(IFREQ_FLAGS, flags);
            long r = RawSyscall.call(Syscall.IOCTL, fd.number(), TUNSETIFF, s.address());
            if (RawSyscall.failed(r)) throw refused(spec, (int) -r);
            return new TunQueue(fd);
        } catch (LinuxException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static LinuxException refused(TunSpec spec, int errno) {
        String hint = switch (Errno.of(errno)) {
            case EBUSY -> "another program is at the other end of this link";
            case EINVAL ->
                "a link of this name exists that is of another kind, or was made for another number of queues";
            case EPERM -> "this needs CAP_NET_ADMIN over the network namespace, or to be the link's owner";
            default -> null;
        };
        String kind = spec.settings().ethernet() ? "tap" : "tun";
        return new LinuxException("create " + kind, spec.name(), errno, null, hint);
    }

    private static void set(Fd fd, TunSpec spec) throws LinuxException {
        TunSpec.Settings s = spec.settings();
        if (s.owner() >= 0) ioctl(fd, TUNSETOWNER, s.owner(), "set the owner of", spec);
        if (s.group() >= 0) ioctl(fd, TUNSETGROUP, s.group(), "set the group of", spec);
        if (s.persistent()) ioctl(fd, TUNSETPERSIST, 1, "keep", spec);
    }

    private static void ioctl(Fd fd, int request, int value, String operation, TunSpec spec) throws LinuxException {
        Result.check(RawSyscall.call(Syscall.IOCTL, fd.number(), request, value), operation, spec.name());
    }

    /** The link as it was when this was opened. */
    public Link link() {
        return link;
    }

    /** The link, to act on. */
    public NetDevice device() {
        return network.links().device(link.index());
    }

    public TunQueue queue(int number) {
        return queues.get(number);
    }

    public List<TunQueue> queues() {
        return queues;
    }

    /** Closes the queues. A thread that waits for a packet gets {@code ECANCELED}. Idempotent. */
    @Override
    public void close() {
        queues.forEach(TunQueue::close);
        network.close();
    }
}
