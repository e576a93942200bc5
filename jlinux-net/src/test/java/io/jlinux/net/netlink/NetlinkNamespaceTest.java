package io.jlinux.net.netlink;

import static io.jlinux.net.netlink.NetlinkProtocol.GENERIC;
import static io.jlinux.net.netlink.NetlinkProtocol.ROUTE;
import static io.jlinux.net.netlink.NetlinkSocketTest.ALL_LINKS;
import static io.jlinux.net.netlink.NetlinkSocketTest.linkByIndex;
import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jlinux.net.wire.IflaAttr;
import io.jlinux.net.wire.LinkInfoAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.net.wire.VethAttr;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
class NetlinkNamespaceTest {
    @Test
    void theKernelPointsAtTheAttributeByName() throws Exception {
        Request request = new Request(
                Rtm.RTM_NEWLINK,
                NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL,
                RtNames.LINK,
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
        try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> socket.execute(request))
                    .withMessageStartingWith("create veth x: ERANGE (")
                    .withMessageContaining("Attribute failed policy validation")
                    .satisfies(e -> assertThat(e.attribute())
                            .contains("IFLA_LINKINFO/IFLA_INFO_DATA/VETH_INFO_PEER/IFLA_IFNAME"));
        }
    }

    @Test
    void aSocketStaysInItsNamespaceAndKeepsItAlive() throws Exception {
        NetlinkSocket outside;
        try (NamespaceHandle here = Namespace.NET.current()) {
            outside = NetlinkSocket.open(ROUTE, here);
        }
        try (outside) {
            assertThat(outside.dump(ALL_LINKS, NetlinkSocketTest::index)).containsExactly(1);
        }
    }

    @Tag("heavy")
    @Test
    void theCookieIsOfTheNamespaceAndNotOfTheSocket() throws Exception {
        try (NamespaceHandle here = Namespace.NET.current();
                NamespaceHandle other = Namespace.NET.create();
                NetlinkSocket first = NetlinkSocket.open(ROUTE);
                NetlinkSocket second = NetlinkSocket.open(GENERIC, here);
                NetlinkSocket elsewhere = NetlinkSocket.open(ROUTE, other)) {
            assumeThat(first.namespaceCookie())
                    .as("SO_NETNS_COOKIE, Linux 5.14")
                    .isPresent();
            assertThat(second.namespaceCookie()).isEqualTo(first.namespaceCookie());
            assertThat(elsewhere.namespaceCookie()).isPresent().isNotEqualTo(first.namespaceCookie());
        }
    }

    @Test
    void oldSocketsLeaveTheirMemoryToNewOnes() throws Exception {
        for (int i = 0; i < 500; i++) {
            try (NetlinkSocket socket = NetlinkSocket.open(ROUTE)) {
                assertThat(socket.get(linkByIndex(1), NetlinkSocketTest::index)).isEqualTo(1);
            }
        }
    }
}
