package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kernel has one table of IPv4 neighbours for all namespaces, with {@code gc_thresh3} places, and this fills it for a moment. */
@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class NeighbourTableTest {
    private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:07");

    /** As many as a machine with many containers is told to have; the kernel's own number is 1024. */
    private static final int MOST = 60_000;

    private static final int AT_ONCE = 600;

    private static NeighbourEntry neighbour(int link, int number, boolean learned) {
        InetAddress address =
                Cidr.address("10." + (7 + number / 65536) + "." + number / 256 % 256 + "." + number % 256);
        NeighbourEntry entry = NeighbourEntry.learned(link, address, MAC);
        return learned ? entry : new NeighbourEntry(link, address, entry.mac(), NeighbourState.REACHABLE, false, false);
    }

    private static void fill(int link, boolean learned, int count) throws Exception {
        for (int from = 1; from < count; from += AT_ONCE) {
            List<NeighbourEntry> more = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) more.add(neighbour(link, from + i, learned));
            Neighbours.here().replaceAll(more);
        }
    }

    @Test
    void thatItIsFullIsToldWithTheSettingThatMakesItLarger() throws Exception {
        try (Veth veth = Veth.create(VethSpec.of("a", "b").up())) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> fill(veth.index(), false, MOST))
                    .matches(e -> e.errno() == Errno.ENOBUFS)
                    .withMessageContaining("replace neighbour 10.")
                    .withMessageContaining("net.ipv4.neigh.default.gc_thresh3");
        }
    }

    @Test
    void whatAProgramHasToldIsNotCounted() throws Exception {
        try (Veth veth = Veth.create(VethSpec.of("a", "b").up())) {
            fill(veth.index(), true, 3 * AT_ONCE);
            assertThat(Neighbours.here().list()).hasSizeGreaterThan(1024);
        }
    }
}
