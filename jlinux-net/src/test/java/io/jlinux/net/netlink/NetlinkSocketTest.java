package io.jlinux.net.netlink;

import static io.jlinux.net.netlink.NetlinkProtocol.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.NoLeaks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@NoLeaks
class NetlinkSocketTest {
    static Request linkByIndex(int index) {
        return new Request(
                Rtm.RTM_GETLINK,
                0,
                RtNames.LINK,
                "look up link",
                "link " + index,
                w -> w.u32(0).u32(index).u32(0).u32(0));
    }

    static final Request ALL_LINKS = new Request(
            Rtm.RTM_GETLINK,
            0,
            RtNames.LINK,
            "list links",
            "",
            w -> w.u32(0).u32(0).u32(0).u32(0));

    static int index(Message m) throws NetlinkException {
        return m.u32(Layouts.IFINFOMSG_INDEX);
    }

    @Test
    void anyUserMayLookAtTheNamespaceItIsIn() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            assertThat(socket.get(linkByIndex(1), NetlinkSocketTest::index)).isEqualTo(1);
            assertThat(socket.dump(ALL_LINKS, NetlinkSocketTest::index)).contains(1);
        }
    }

    @Test
    void eachRequestOfABatchHasItsOwnResult() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            List<Request> requests = new ArrayList<>();
            for (int i = 0; i < 3 * NetlinkSocket.MAX_BATCH; i++)
                requests.add(linkByIndex(i % 2 == 0 ? 1 : 70_000 + i));
            List<Reply> replies = socket.batch(requests);
            assertThat(replies).hasSameSizeAs(requests);
            for (int i = 0; i < replies.size(); i++) {
                NetlinkException error = replies.get(i).error();
                if (i % 2 == 0) {
                    assertThat(error).isNull();
                    assertThat(replies.get(i).decode(NetlinkSocketTest::index)).isEqualTo(1);
                } else {
                    assertThat(error).isNotNull().hasMessageContaining("link " + (70_000 + i));
                }
            }
        }
    }

    @Test
    void aDumpWhoseDecoderFailsLeavesTheSocketUsable() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> socket.dump(ALL_LINKS, m -> {
                        throw NetlinkException.malformed("on purpose");
                    }))
                    .withMessageContaining("on purpose");
            assertThat(socket.dump(ALL_LINKS, NetlinkSocketTest::index)).contains(1);
        }
    }

    @Test
    void aRequestThatCannotBeEncodedLeavesTheSocketUsable() throws Exception {
        Request tooLarge =
                new Request(Rtm.RTM_NEWLINK, 0, RtNames.LINK, "", "", w -> w.attributeBytes(1, new byte[70_000]));
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> socket.execute(tooLarge));
            assertThat(socket.get(linkByIndex(1), NetlinkSocketTest::index)).isEqualTo(1);
        }
    }

    @Test
    void aStrictKernelRefusesADumpWithJunkInItsHeader() throws Exception {
        Request junk = new Request(
                Rtm.RTM_GETLINK,
                0,
                RtNames.LINK,
                "list links",
                "",
                w -> w.u32(0).u32(0).u32(7).u32(7));
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> socket.dump(junk, NetlinkSocketTest::index))
                    .matches(e -> e.errno() == Errno.EINVAL)
                    .withMessageContaining("Invalid values in header");
        }
    }

    @Test
    void aClosedSocketSaysSo() throws Exception {
        NetlinkSocket socket = NetlinkSocket.open(ROUTE);
        socket.close();
        socket.close();
        assertThatIllegalStateException().isThrownBy(() -> socket.execute(linkByIndex(1)));
    }
}
