package io.jlinux.net.ipam;

import io.jlinux.net.Cidr;
import io.jlinux.net.state.DirectoryLock;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases addresses of a pool, and keeps the leases in a directory that all processes share which use the pool.
 *
 * <p>No address is leased twice, whatever threads and processes do at once: flock(2) of the directory is held for each
 * operation. A process may be killed at any moment: a lease is there or it is not. Addresses are given round and round, so that
 * one that was freed is not used again at once, while others still remember its hardware address.
 *
 * <p>A lease ends by {@link #release}, or with its {@link LeaseOwner}: leases without an owner are collected when the pool has
 * no other address left, when such an address is asked for, and by {@link #collect}.
 *
 * <p>Holds nothing open. Thread-safe. Each operation throws {@link LinuxException} {@code EBUSY} when another process keeps
 * the lock for 30 seconds, {@code EINTR} when the thread is interrupted while it waits for it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/flock.2.html">flock(2)</a>
 */
public final class Ipam {
    private static final Logger LOG = LoggerFactory.getLogger(Ipam.class);

    private final AddressPool pool;
    private final LeaseDirectory directory;

    private Ipam(AddressPool pool, LeaseDirectory directory) {
        this.pool = pool;
        this.directory = directory;
    }

    /**
     * The leases of {@code pool} in {@code directory}, which is made for this user alone where it is missing. A directory that
     * does not outlive the boot, such as one in {@code /run}, is the best.
     *
     * @throws LinuxException {@code EINVAL} when there are leases of another network in the directory
     */
    public static Ipam open(Path directory, AddressPool pool) throws IOException {
        LeaseDirectory leases = new LeaseDirectory(directory);
        leases.create();
        Ipam ipam = new Ipam(pool, leases);
        try (DirectoryLock lock = ipam.lock()) {
            Optional<Cidr> before = leases.pool();
            Cidr subnet = pool.subnet();
            if (before.isPresent() && before.get().equals(subnet)) return ipam;
            boolean other = before.isPresent() && !before.get().network().equals(subnet.network());
            if (other && ipam.hasLeases()) {
                String detail = "it has leases of " + before.get().network();
                throw new LinuxException(
                        "lease addresses of " + subnet.network() + " in",
                        directory.toString(),
                        Errno.EINVAL.number(),
                        detail,
                        "use a directory for each network, or release those leases");
            }
            leases.pool(subnet);
            return ipam;
        }
    }

    /** Of which network a directory has leases; empty where none was written down. */
    public static Optional<Cidr> subnet(Path directory) throws IOException {
        return new LeaseDirectory(directory).pool();
    }

    public AddressPool pool() {
        return pool;
    }

    private DirectoryLock lock() throws LinuxException {
        return DirectoryLock.take(directory.path());
    }

    private boolean hasLeases() throws IOException {
        collectLocked();
        return !directory.addresses().isEmpty();
    }

    /**
     * Leases the next address.
     *
     * @param label a name for people, such as a container's id
     * @throws LinuxException {@code ENOSPC} when every address of the pool is leased
     */
    public Lease allocate(LeaseOwner owner, String label) throws IOException {
        try (DirectoryLock lock = lock()) {
            Optional<InetAddress> address = pool.next(directory.last(), directory::has);
            if (address.isEmpty() && !collectLocked().isEmpty()) {
                address = pool.next(directory.last(), directory::has);
            }
            if (address.isEmpty()) throw exhausted();
            Lease lease = write(address.get(), owner, label);
            try {
                directory.last(lease.address());
            } catch (IOException | RuntimeException e) {
                giveBack(lease, e);
                throw e;
            }
            return lease;
        }
    }

    private void giveBack(Lease lease, Exception cause) {
        try {
            directory.remove(lease.address());
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Leases this address.
     *
     * @throws IllegalArgumentException for an address that the pool does not lease
     * @throws LinuxException {@code EADDRINUSE} when somebody has it
     */
    public Lease allocate(InetAddress wanted, LeaseOwner owner, String label) throws IOException {
        if (!pool.contains(wanted)) {
            throw new IllegalArgumentException(
                    Cidr.text(wanted) + " cannot be leased: it is not among the addresses " + pool.free());
        }
        try (DirectoryLock lock = lock()) {
            if (directory.has(wanted)) collectLocked();
            if (directory.has(wanted)) throw taken(wanted);
            return write(wanted, owner, label);
        }
    }

    private Lease write(InetAddress address, LeaseOwner owner, String label) throws IOException {
        Lease lease = new Lease(address, owner, label, Instant.now());
        directory.write(lease);
        return lease;
    }

    private LinuxException exhausted() throws IOException {
        Optional<Lease> oldest = readAll().stream().min((a, b) -> a.since().compareTo(b.since()));
        String detail = "all " + pool.size() + " addresses are leased"
                + oldest.map(l -> ", the first " + l).orElse("");
        return new LinuxException(
                "lease an address of",
                pool.subnet().network().toString(),
                Errno.ENOSPC.number(),
                detail,
                "release some, or use a larger network; the leases are in " + directory.path());
    }

    private LinuxException taken(InetAddress wanted) throws IOException {
        Optional<Lease> lease = directory.read(wanted);
        String detail = lease.map(l -> "it is leased: " + l).orElse("it is leased");
        return new LinuxException("lease address", Cidr.text(wanted), Errno.EADDRINUSE.number(), detail);
    }

    /** Ends a lease. That it has ended already is fine, also when another has the address by now, which keeps it. */
    public void release(Lease lease) throws IOException {
        try (DirectoryLock lock = lock()) {
            if (isCurrent(lease)) directory.remove(lease.address());
        }
    }

    /** Ends many leases at once, as {@link #release(Lease)} does each. */
    public void release(List<Lease> leases) throws IOException {
        try (DirectoryLock lock = lock()) {
            for (Lease lease : leases) {
                if (isCurrent(lease)) directory.remove(lease.address());
            }
        }
    }

    /** The owner may be another by now. */
    private boolean isCurrent(Lease lease) throws IOException {
        Optional<Lease> now = directory.read(lease.address());
        return now.isPresent() && now.get().ownedBy(lease.owner()).equals(lease);
    }

    /**
     * Gives a lease another owner: from now on it ends with that one.
     *
     * @throws LinuxException {@code ENOENT} when the lease has ended
     */
    public Lease handOver(Lease lease, LeaseOwner owner) throws IOException {
        try (DirectoryLock lock = lock()) {
            if (!isCurrent(lease)) {
                throw new LinuxException("hand over lease", lease.toString(), Errno.ENOENT.number());
            }
            Lease changed = lease.ownedBy(owner);
            directory.write(changed);
            return changed;
        }
    }

    /** All leases, by address, those whose owner is gone among them. */
    public List<Lease> leases() throws IOException {
        try (DirectoryLock lock = lock()) {
            return readAll();
        }
    }

    private List<Lease> readAll() throws IOException {
        List<Lease> all = new ArrayList<>();
        for (InetAddress address : directory.addresses())
            directory.read(address).ifPresent(all::add);
        return all;
    }

    /**
     * Ends the leases whose owner is gone. Where processes of other users cannot be seen, a namespace that only they are in counts
     * as gone.
     *
     * @return the addresses that are free now
     */
    public List<InetAddress> collect() throws IOException {
        try (DirectoryLock lock = lock()) {
            return collectLocked();
        }
    }

    private List<InetAddress> collectLocked() throws IOException {
        Liveness liveness = new Liveness();
        List<InetAddress> freed = new ArrayList<>();
        for (InetAddress address : directory.addresses()) {
            Optional<Lease> lease = directory.read(address);
            boolean gone = lease.isPresent()
                    ? liveness.isGone(lease.get().owner())
                    : liveness.isBeforeBoot(directory.modified(address));
            if (!gone) {
                if (lease.isEmpty()) LOG.warn("{}/{} is no lease, and stays", directory.path(), Cidr.text(address));
                continue;
            }
            directory.remove(address);
            freed.add(address);
        }
        return freed;
    }

    /** {@code 10.7.0.0/24 in /run/jlinux/net/jl0}. */
    @Override
    public String toString() {
        return pool.subnet().network() + " in " + directory.path();
    }
}
