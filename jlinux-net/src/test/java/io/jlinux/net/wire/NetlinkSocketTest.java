package io.jlinux.net.wire;

import static io.jlinux.net.wire.NetlinkFlags.NETLINK_ROUTE;
import static io.jlinux.testkit.Kind.NET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@NoLeaks
class NetlinkSocketTest {
    private static Request linkByIndex(int index) {
        return new Request(
                Rtm.RTM_GETLINK,
                0,
                AttributeNames.LINK,
                "look up link",
                "link " + index,
                w -> w.u32(0).u32(index).u32(0).u32(0));
    }

    private static final Request ALL_LINKS = new Request(
            Rtm.RTM_GETLINK,
            0,
            AttributeNames.LINK,
            "list links",
            "",
            w -> w.u32(0).u32(0).u32(0).u32(0));

    private static int index(Message m) throws NetlinkException {
        return m.u32(Layouts.IFINFOMSG_INDEX);
    }

    @Test
    void anyUserMayLookAtTheNamespaceItIsIn() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE)) {
            assertThat(socket.get(linkByIndex(1), NetlinkSocketTest::index)).isEqualTo(1);
            assertThat(socket.dump(ALL_LINKS, NetlinkSocketTest::index)).contains(1);
        }
    }

    @Test
    void eachRequestOfABatchHasItsOwnResult() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE)) {
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
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE)) {
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
        Request tooLarge = new Request(
                Rtm.RTM_NEWLINK, 0, AttributeNames.LINK, "", "", w -> w.attributeBytes(1, new byte[70_000]));
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE)) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> socket.execute(tooLarge));
            assertThat(socket.get(linkByIndex(1), NetlinkSocketTest::index)).isEqualTo(1);
        }
    }

    @Test
    void aStrictKernelRefusesADumpWithJunkInItsHeader() throws Exception {
        Request junk = new Request(
                Rtm.RTM_GETLINK,
                0,
                AttributeNames.LINK,
                "list links",
                "",
                w -> w.u32(0).u32(0).u32(7).u32(7));
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE)) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> socket.dump(junk, NetlinkSocketTest::index))
                    .matches(e -> e.errno() == Errno.EINVAL)
                    .withMessageContaining("Invalid values in header");
        }
    }

    @Test
    void aClosedSocketSaysSo() throws Exception {
        NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE);
        socket.close();
        socket.close();
        assertThatIllegalStateException().isThrownBy(() -> socket.execute(linkByIndex(1)));
    }

    @Test
    @InNamespace(NET)
    void theKernelPointsAtTheAttributeByName() throws Exception {
        Request request = new Request(
                Rtm.RTM_NEWLINK,
                NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL,
                AttributeNames.LINK,
                "create veth",
                "x",
                w -> {
                    w.u32(0).u32(0).u32(0).u32(0);
                    int info = w.beginNest(IflaAttr.IFLA_LINKINFO);
                    w.attributeString(LinkInfoAttr.IFLA_INFO_KIND, "veth");
                    int data = w.beginNest(LinkInfoAttr.IFLA_INFO_DATA);
                    int peer = w.beginNest(VethAttr.VETH_INFO_PEER);
                    w.u32(0).u32(0).u32(0).u32(0);
                    w.attributeString(IflaAttr.IFLA_IFNAME, "a-name-of-more-than-fifteen-bytes");
                    w.endNest(peer);
                    w.endNest(data);
                    w.endNest(info);
                });
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE)) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> socket.execute(request))
                    .withMessageStartingWith("create veth x: ERANGE (")
                    .withMessageContaining("Attribute failed policy validation")
                    .satisfies(e -> assertThat(e.attribute())
                            .contains("IFLA_LINKINFO/IFLA_INFO_DATA/VETH_INFO_PEER/IFLA_IFNAME"));
        }
    }

    @Test
    @InNamespace(NET)
    void aSocketStaysInItsNamespaceAndKeepsItAlive() throws Exception {
        NetlinkSocket outside;
        try (NamespaceHandle here = Namespace.NET.current()) {
            outside = NetlinkSocket.open(NETLINK_ROUTE, here);
        }
        try (outside) {
            assertThat(outside.dump(ALL_LINKS, NetlinkSocketTest::index)).containsExactly(1);
        }
    }

    @Test
    @InNamespace(NET)
    void oldSocketsLeaveTheirMemoryToNewOnes() throws Exception {
        for (int i = 0; i < 2000; i++) {
            try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE)) {
                assertThat(socket.get(linkByIndex(1), NetlinkSocketTest::index)).isEqualTo(1);
            }
        }
    }
}
