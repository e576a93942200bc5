package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Bridge;
import io.jlinux.net.BridgeSpec;
import io.jlinux.net.Cidr;
import io.jlinux.net.NeighbourEntry;
import io.jlinux.net.Neighbours;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Host and container know each other's hardware addresses before the first packet. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class AcquaintancesTest {
    private static final InetAddress GATEWAY = Cidr.address("10.7.0.1");
    private static final InetAddress GATEWAY6 = Cidr.address("fd00:7::1");

    @TempDir
    Path directory;

    private BridgeNetworkSpec spec() {
        return BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24"), Cidr.of("fd00:7::/64"))
                .directory(directory);
    }

    private static List<InetAddress> known(Neighbours neighbours) throws IOException {
        return neighbours.list().stream()
                .filter(NeighbourEntry::learned)
                .map(NeighbourEntry::address)
                .toList();
    }

    private static List<InetAddress> addresses(Attachment attachment) {
        return attachment.addresses().stream().map(Cidr::address).toList();
    }

    @Test
    void asLongAsTheContainerIsAttached() throws Exception {
        try (Box box = Box.create();
                Box other = Box.create();
                ContainerNetwork network = ContainerNetwork.bridge(spec());
                Attachment first = network.attach(box.handle())) {
            assertThat(known(Neighbours.here())).containsExactlyInAnyOrderElementsOf(addresses(first));
            assertThat(known(Neighbours.in(box.handle()))).containsExactlyInAnyOrder(GATEWAY, GATEWAY6);
            Attachment second = network.attach(other.handle());
            assertThat(known(Neighbours.here())).hasSize(4).containsAll(addresses(second));
            box.reaches(GATEWAY6);
            second.close();
            assertThat(known(Neighbours.here())).containsExactlyInAnyOrderElementsOf(addresses(first));
        }
    }

    /** The hardware address of a bridge that nobody has set is that of one of its ports, and changes with them. */
    @Test
    void onAnothersBridgeTheContainerAsks() throws Exception {
        try (Bridge bridge = Bridge.create(BridgeSpec.of("jl0").up());
                Box box = Box.create()) {
            try (ContainerNetwork network = ContainerNetwork.bridge(spec());
                    Attachment attachment = network.attach(box.handle())) {
                assertThat(known(Neighbours.here())).containsExactlyInAnyOrderElementsOf(addresses(attachment));
                assertThat(known(Neighbours.in(box.handle()))).isEmpty();
                box.reaches(GATEWAY);
            }
            assertThat(known(Neighbours.here())).isEmpty();
            assertThat(bridge.device().link().isUp()).isTrue();
        }
    }
}
