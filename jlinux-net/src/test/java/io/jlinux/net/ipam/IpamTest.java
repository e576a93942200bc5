package io.jlinux.net.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("heavy") // files and locks of them
@NoLeaks
class IpamTest {
    private static final AddressPool POOL = AddressPool.of(Cidr.of("10.7.0.0/29"));

    @TempDir
    Path directory;

    private LeaseOwner self;

    @BeforeEach
    void whoIAm() throws Exception {
        self = LeaseOwner.current();
    }

    @Test
    void aLeaseIsThereUntilItIsReleased() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        Lease lease = ipam.allocate(self, "web-1");
        assertThat(lease.address()).isEqualTo(Cidr.address("10.7.0.2"));
        assertThat(ipam.leases()).containsExactly(lease);
        assertThat(Ipam.open(directory, POOL).leases()).containsExactly(lease);
        assertThat(directory.resolve("10.7.0.2")).content().contains("label=web-1\n", "boot=" + self.boot());
        ipam.release(lease);
        ipam.release(lease);
        assertThat(ipam.leases()).isEmpty();
    }

    @Test
    void anAddressThatWasFreedComesLast() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        Lease first = ipam.allocate(self, "a");
        ipam.release(first);
        List<InetAddress> next = new ArrayList<>();
        for (int i = 0; i < 5; i++) next.add(ipam.allocate(self, "b" + i).address());
        assertThat(next.get(4)).isEqualTo(first.address());
        assertThat(new HashSet<>(next)).hasSize(5);
    }

    @Test
    void anExhaustedPoolSaysSo() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        for (int i = 0; i < 5; i++) ipam.allocate(self, "a" + i);
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> ipam.allocate(self, "one more"))
                .matches(e -> e.errno() == Errno.ENOSPC)
                .withMessageContaining("lease an address of 10.7.0.0/29")
                .withMessageContaining("all 5 addresses are leased, the first 10.7.0.2 for a0")
                .withMessageContaining("Hint: ");
        assertThat(ipam.leases()).hasSize(5);
    }

    @Test
    void anAddressThatIsAskedForIsGivenOnce() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        InetAddress wanted = Cidr.address("10.7.0.5");
        assertThat(ipam.allocate(wanted, self, "a").address()).isEqualTo(wanted);
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> ipam.allocate(wanted, self, "b"))
                .matches(e -> e.errno() == Errno.EADDRINUSE)
                .withMessageContaining("10.7.0.5 for a");
        assertThatIllegalArgumentException().isThrownBy(() -> ipam.allocate(Cidr.address("10.7.0.1"), self, "b"));
        for (int i = 0; i < 4; i++)
            assertThat(ipam.allocate(self, "c").address()).isNotEqualTo(wanted);
    }

    @Test
    void ipv6IsLeasedToo() throws Exception {
        Ipam ipam = Ipam.open(directory, AddressPool.of(Cidr.of("fd00:7::/64")));
        Lease lease = ipam.allocate(self, "a");
        assertThat(lease.address()).isEqualTo(Cidr.address("fd00:7::2"));
        assertThat(ipam.leases()).containsExactly(lease);
    }

    @Test
    void theLeaseOfAnEndedProcessIsCollected() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        LeaseOwner child;
        try (LinuxProcess process = Spawn.command("/bin/cat").start()) {
            child = LeaseOwner.process(process.pid());
            ipam.allocate(child, "child");
            assertThat(ipam.collect()).isEmpty();
            process.destroyForcibly().waitFor();
        }
        assertThat(ipam.collect()).containsExactly(Cidr.address("10.7.0.2"));
        assertThat(ipam.leases()).isEmpty();
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> LeaseOwner.process(child.pid().getAsLong()))
                .matches(e -> e.errno() == Errno.ESRCH);
    }

    @Test
    void aFullPoolCollectsByItself() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        LeaseOwner gone =
                new LeaseOwner(self.boot(), OptionalLong.empty(), OptionalLong.empty(), self.pid(), OptionalLong.of(1));
        for (int i = 0; i < 5; i++) ipam.allocate(i == 3 ? gone : self, "a" + i);
        assertThat(ipam.allocate(self, "b").address()).isEqualTo(Cidr.address("10.7.0.5"));
        ipam.handOver(ipam.leases().get(0), gone);
        assertThat(ipam.allocate(Cidr.address("10.7.0.2"), self, "c").label()).isEqualTo("c");
    }

    @Test
    void theLeasesOfAnotherBootAreCollected() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        ipam.allocate(
                new LeaseOwner("another", OptionalLong.empty(), OptionalLong.empty(), self.pid(), self.startTime()),
                "a");
        assertThat(ipam.collect()).hasSize(1);
    }

    @Test
    @Requires(Requirement.ROOT)
    void aNamespaceHoldsItsLeaseAsLongAsItIsThere() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        try (NamespaceHandle box = Namespace.NET.create()) {
            LeaseOwner owner = LeaseOwner.namespace(box);
            Lease lease = ipam.allocate(owner, "box");
            assertThat(ipam.collect()).isEmpty();
            ipam.handOver(lease, owner.withoutProcess());
            assertThat(ipam.collect()).isEmpty();
        }
        assertThat(ipam.collect()).containsExactly(Cidr.address("10.7.0.2"));
    }

    @Test
    @Requires(Requirement.ROOT)
    void aNamespaceThatGotTheInodeNumberOfAnotherDoesNotHoldItsLease() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        try (NamespaceHandle box = Namespace.NET.create();
                Network network = Network.in(box)) {
            assumeThat(network.cookie()).as("SO_NETNS_COOKIE").isPresent();
            LeaseOwner owner = LeaseOwner.namespace(box, network).withoutProcess();
            assertThat(owner.cookie()).isEqualTo(network.cookie());
            OptionalLong before = OptionalLong.of(network.cookie().getAsLong() - 1);
            ipam.allocate(owner, "box");
            ipam.allocate(
                    new LeaseOwner(owner.boot(), owner.namespace(), before, owner.pid(), owner.startTime()), "dead");
            assertThat(ipam.collect()).containsExactly(Cidr.address("10.7.0.3"));
            assertThat(ipam.leases())
                    .singleElement()
                    .satisfies(l -> assertThat(l.owner()).isEqualTo(owner));
        }
    }

    /** By the inode number alone, as it was written down before. */
    @Test
    @Requires(Requirement.ROOT)
    void aLeaseWithoutACookieIsHeldByItsNamespace() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        try (NamespaceHandle box = Namespace.NET.create()) {
            Files.writeString(
                    directory.resolve("10.7.0.4"),
                    "boot=" + self.boot() + "\nnamespace=" + box.id() + "\nlabel=old\nsince=2026-01-01T00:00:00Z\n");
            assertThat(ipam.leases()).singleElement().satisfies(l -> {
                assertThat(l.owner().namespace()).hasValue(box.id());
                assertThat(l.owner().cookie()).isEmpty();
            });
            assertThat(ipam.collect()).isEmpty();
        }
        assertThat(ipam.collect()).containsExactly(Cidr.address("10.7.0.4"));
    }

    @Test
    void aLeaseThatIsAnothersByNowStays() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        Lease first = ipam.allocate(Cidr.address("10.7.0.5"), self, "a");
        ipam.release(first);
        Lease second = ipam.allocate(Cidr.address("10.7.0.5"), self, "b");
        ipam.release(first);
        assertThat(ipam.leases()).containsExactly(second);
    }

    /** What a process that is killed, or a machine that loses its power, leaves. */
    @Test
    void whatWasHalfWrittenIsNoLease() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        Files.writeString(directory.resolve(".new"), "boot=");
        assertThat(ipam.leases()).isEmpty();
        Lease lease = ipam.allocate(self, "a");
        Path empty = Files.createFile(directory.resolve("10.7.0.4"));
        assertThat(ipam.leases()).containsExactly(lease);
        assertThat(ipam.collect()).isEmpty();
        Files.setLastModifiedTime(empty, FileTime.fromMillis(1));
        assertThat(ipam.collect()).containsExactly(Cidr.address("10.7.0.4"));
    }

    @Test
    void aDirectoryIsOfOneNetwork() throws Exception {
        Ipam ipam = Ipam.open(directory, POOL);
        Lease lease = ipam.allocate(self, "a");
        AddressPool other = AddressPool.of(Cidr.of("10.8.0.0/24"));
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Ipam.open(directory, other))
                .matches(e -> e.errno() == Errno.EINVAL)
                .withMessageContaining("10.7.0.0/29");
        ipam.release(lease);
        assertThat(Ipam.open(directory, other).allocate(self, "b").address()).isEqualTo(Cidr.address("10.8.0.2"));
    }

    @Test
    void threadsNeverGetTheSame() throws Exception {
        Ipam ipam = Ipam.open(directory, AddressPool.of(Cidr.of("10.7.0.0/24")));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<InetAddress>>> results = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                String label = "t" + t;
                results.add(threads.submit(() -> {
                    List<InetAddress> mine = new ArrayList<>();
                    for (int i = 0; i < 30; i++)
                        mine.add(ipam.allocate(self, label).address());
                    return mine;
                }));
            }
            List<InetAddress> all = new ArrayList<>();
            for (Future<List<InetAddress>> result : results) all.addAll(result.get(120, TimeUnit.SECONDS));
            assertThat(all).hasSize(240).doesNotHaveDuplicates();
            assertThat(ipam.leases()).extracting(Lease::address).containsExactlyInAnyOrderElementsOf(all);
            assertThat(Collections.max(all, (a, b) -> IpNumber.of(a).compareTo(IpNumber.of(b))))
                    .isEqualTo(Cidr.address("10.7.0.241"));
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
