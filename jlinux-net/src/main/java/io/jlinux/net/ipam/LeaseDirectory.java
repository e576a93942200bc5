package io.jlinux.net.ipam;

import io.jlinux.net.Cidr;
import io.jlinux.net.state.TextFile;
import io.jlinux.sys.DirectoryEntries;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The leases of a pool as files.
 *
 * <pre>
 *   DIRECTORY/           0700; its flock is the lock of the pool
 *     pool               subnet=10.7.0.1/24
 *     last               address=10.7.0.7, the one that was leased last
 *     10.7.0.2           boot=…, namespace=…, cookie=…, pid=…, start=…, label=…, since=…
 *     .new               what was being written when a process was killed
 * </pre>
 *
 * <p>All but {@code create} needs the lock.
 */
record LeaseDirectory(Path path) {
    private static final String POOL = "pool";
    private static final String LAST = "last";
    private static final String SUBNET = "subnet";
    private static final String ADDRESS = "address";

    void create() throws IOException {
        TextFile.makeDirectory(path);
    }

    private Path file(InetAddress address) {
        return path.resolve(Cidr.text(address));
    }

    boolean has(InetAddress address) {
        return Files.exists(file(address));
    }

    /** The lease of an address; empty when there is none, or its file says nothing. */
    Optional<Lease> read(InetAddress address) throws IOException {
        Optional<Map<String, String>> values = TextFile.read(file(address));
        return values.isEmpty() ? Optional.empty() : Lease.read(address, values.get());
    }

    void write(Lease lease) throws IOException {
        TextFile.write(file(lease.address()), lease.write());
    }

    void remove(InetAddress address) throws IOException {
        Files.deleteIfExists(file(address));
    }

    /** Every address that has a file. */
    List<InetAddress> addresses() throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            for (Path file : DirectoryEntries.of(path)) {
                String name = String.valueOf(file.getFileName());
                if (!TextFile.isWhole(file) || name.equals(POOL) || name.equals(LAST)) continue;
                addresses.add(Cidr.address(name));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(path + " has a file in it that is no lease: " + e.getMessage(), e);
        }
        addresses.sort((a, b) -> IpNumber.of(a).compareTo(IpNumber.of(b)));
        return addresses;
    }

    Instant modified(InetAddress address) throws IOException {
        return Files.getLastModifiedTime(file(address)).toInstant();
    }

    Optional<InetAddress> last() throws IOException {
        return TextFile.read(path.resolve(LAST)).map(v -> v.get(ADDRESS)).map(Cidr::address);
    }

    void last(InetAddress address) throws IOException {
        Path file = path.resolve(LAST);
        // one that takes the place of another is written to the disk at once (ext4, auto_da_alloc); that there is none
        // is no harm
        Files.deleteIfExists(file);
        TextFile.write(file, Map.of(ADDRESS, Cidr.text(address)));
    }

    /** Which pool the leases are of. */
    Optional<Cidr> pool() throws IOException {
        return TextFile.read(path.resolve(POOL)).map(v -> v.get(SUBNET)).map(Cidr::of);
    }

    void pool(Cidr subnet) throws IOException {
        TextFile.write(path.resolve(POOL), Map.of(SUBNET, subnet.toString()));
    }
}
