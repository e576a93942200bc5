package io.jlinux.net.netlink;

import static io.jlinux.net.netlink.NetlinkProtocol.ROUTE;
import static io.jlinux.net.netlink.NetlinkSocketTest.ALL_LINKS;
import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.Veth;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A list of links that take several datagrams, while there come more: between the first datagram, which is decoded, and the next. */
@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
class NetlinkDumpTest {
    /** So many that the kernel has not made the last datagram yet when the first one is decoded. */
    private static final int PAIRS = 80;

    private int attempts;

    @BeforeEach
    void manyLinks() throws LinuxException {
        for (int i = 0; i < PAIRS; i++) Veth.create("a" + i, "b" + i).detach();
    }

    /** The loopback is told first. */
    private int countingAttempts(Message link, int changed) throws NetlinkException {
        int index = NetlinkSocketTest.index(link);
        if (index == 1 && ++attempts <= changed) {
            try {
                Veth.create("more" + attempts, "peer" + attempts).detach();
            } catch (LinuxException e) {
                throw new AssertionError(e);
            }
        }
        return index;
    }

    @Test
    void whatChangedMeanwhileIsReadAgain() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            List<Integer> links = socket.dump(ALL_LINKS, m -> countingAttempts(m, 2));
            assertThat(attempts).isEqualTo(3);
            List<Integer> now = Links.here().list().stream().map(Link::index).toList();
            assertThat(links).hasSize(1 + 2 * (PAIRS + 2)).containsExactlyInAnyOrderElementsOf(now);
        }
    }

    @Test
    void whatNeverStandsStillIsAnErrorAndTheSocketGoesOn() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> socket.dump(ALL_LINKS, m -> countingAttempts(m, Integer.MAX_VALUE)))
                    .matches(e -> e.errno() == Errno.EINTR)
                    .withMessageContaining("attempts");
            assertThat(attempts).isEqualTo(NetlinkSocket.DUMP_ATTEMPTS);
            assertThat(socket.dump(ALL_LINKS, NetlinkSocketTest::index)).contains(1);
        }
    }
}
