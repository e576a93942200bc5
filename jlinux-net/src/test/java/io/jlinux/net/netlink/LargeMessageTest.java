package io.jlinux.net.netlink;

import static io.jlinux.net.netlink.NetlinkProtocol.ROUTE;
import static io.jlinux.net.netlink.NetlinkSocketTest.linkByIndex;
import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.NetworkMonitor;
import io.jlinux.net.Veth;
import io.jlinux.net.wire.IflaAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link with so many alternative names that its message is larger than what sockets have room for at first. */
@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class LargeMessageTest {
    /** Of 132 bytes each, which makes 35 KB; a nest of attributes holds less than 64. */
    private static final int NAMES = 270;

    /** Only with a mask does the kernel find out beforehand how large messages are; else it leaves a large one out. */
    private static final Request ALL = new Request(Rtm.RTM_GETLINK, 0, RtNames.LINK, "list links", "", w -> {
        w.u32(0).u32(0).u32(0).u32(0);
        w.attributeU32(IflaAttr.IFLA_EXT_MASK, Rtm.RTEXT_FILTER_SKIP_STATS);
    });

    private Veth veth;

    @BeforeEach
    void aLinkOfManyNames() throws Exception {
        veth = Veth.create("a", "b");
        for (int i = 0; i < NAMES; i++) veth.device().addAlternativeName(name(i));
    }

    @AfterEach
    void end() throws Exception {
        veth.close();
    }

    private static String name(int number) {
        return String.format("%0127d", number);
    }

    private static int size(Message message) {
        return message.length();
    }

    @Test
    void anAnswerIsReceivedWhole() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            assertThat(socket.get(linkByIndex(veth.index()), LargeMessageTest::size))
                    .isGreaterThan(SocketBuffers.RECEIVE_SIZE);
            assertThat(socket.get(linkByIndex(1), NetlinkSocketTest::index)).isEqualTo(1);
        }
        assertThat(Links.here().get(name(7)).alternativeNames()).hasSize(NAMES).contains(name(NAMES - 1));
    }

    @Test
    void aDumpIsMadeAgainWithMoreRoom() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            for (int i = 0; i < 3; i++) {
                List<Integer> sizes = socket.dump(ALL, LargeMessageTest::size);
                assertThat(sizes).hasSize(3).anyMatch(n -> n > SocketBuffers.RECEIVE_SIZE);
            }
            assertThat(socket.get(linkByIndex(1), NetlinkSocketTest::index)).isEqualTo(1);
        }
        assertThat(Links.here().list()).extracting(Link::name).containsExactlyInAnyOrder("lo", "a", "b");
    }

    @Test
    void aMonitorHearsOfIt() throws Exception {
        try (NetworkMonitor monitor = NetworkMonitor.open()) {
            veth.device().up();
            assertThat(monitor.await(
                            s -> s.link("a")
                                    .filter(l ->
                                            l.isUp() && l.alternativeNames().size() == NAMES)
                                    .isPresent(),
                            Duration.ofSeconds(30)))
                    .isTrue();
        }
    }
}
