package io.jlinux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Captured;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IflaAttr;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.LinkInfoAttr;
import io.jlinux.net.wire.Rtm;
import io.jlinux.net.wire.VethAttr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a spec becomes on the wire; pure, needs no kernel. */
@Tag("pure")
class VethSpecTest {
    private static Map<Integer, byte[]> attributes(AttributeReader a) throws Exception {
        Map<Integer, byte[]> map = new TreeMap<>();
        while (a.next()) map.put(a.type(), a.bytes());
        return map;
    }

    private static Message message(Request request) throws Exception {
        return Captured.messages(request.encode(1)).get(0);
    }

    private static AttributeReader into(AttributeReader a, int type) throws Exception {
        while (a.next()) {
            if (a.type() == type) return a.nested();
        }
        throw new AssertionError("no attribute " + type);
    }

    @Test
    void bothEndsAreInOneMessage() throws Exception {
        Message m = message(VethSpec.of("a", "b").request(null, 42));
        assertThat(m.type()).isEqualTo(Rtm.RTM_NEWLINK);
        assertThat(m.flags())
                .isEqualTo(NetlinkFlags.NLM_F_REQUEST
                        | NetlinkFlags.NLM_F_ACK
                        | NetlinkFlags.NLM_F_CREATE
                        | NetlinkFlags.NLM_F_EXCL);
        AttributeReader info = into(m.attributes(Layouts.IFINFOMSG_SIZE), IflaAttr.IFLA_LINKINFO);
        assertThat(info.next()).isTrue();
        assertThat(info.string()).isEqualTo("veth");
        AttributeReader data = into(info, LinkInfoAttr.IFLA_INFO_DATA);
        assertThat(data.next()).isTrue();
        assertThat(data.type()).isEqualTo(VethAttr.VETH_INFO_PEER);
        Map<Integer, byte[]> peer = attributes(data.nested(Layouts.IFINFOMSG_SIZE));
        assertThat(peer).containsOnlyKeys(IflaAttr.IFLA_IFNAME, IflaAttr.IFLA_NET_NS_FD);
        assertThat(peer.get(IflaAttr.IFLA_IFNAME)).isEqualTo(new byte[] {'b', 0});
    }

    @Test
    void whatWasNotSaidIsNotWrittenAndZeroIs() throws Exception {
        assertThat(attributes(message(VethSpec.of("a", "b").request(null, null)).attributes(Layouts.IFINFOMSG_SIZE)))
                .containsOnlyKeys(IflaAttr.IFLA_IFNAME, IflaAttr.IFLA_LINKINFO);
        VethSpec spec = VethSpec.of("a", "b").txQueueLength(0).mtu(1400).group(0);
        assertThat(attributes(message(spec.request(9, null)).attributes(Layouts.IFINFOMSG_SIZE)))
                .containsKeys(IflaAttr.IFLA_TXQLEN, IflaAttr.IFLA_MTU, IflaAttr.IFLA_GROUP, IflaAttr.IFLA_MASTER);
    }

    @Test
    void theOrderIsAddressesUpRoutes() {
        VethSpec spec = VethSpec.of("a", "b")
                .gateway(Cidr.address("10.7.0.2"))
                .up()
                .address(Cidr.of("10.7.0.1/24"))
                .address(Cidr.of("fd00::1/64"));
        List<String> operations = new ArrayList<>();
        for (Request r : spec.near().configuration(7)) operations.add(r.operation() + " " + r.target());
        assertThat(operations)
                .containsExactly(
                        "add address 10.7.0.1/24 of link 7",
                        "add address fd00::1/64 of link 7",
                        "change link a",
                        "add route default via 10.7.0.2");
    }

    @Test
    void aSpecIsAValue() {
        VethSpec base = VethSpec.of("a", "b");
        VethSpec changed = base.up().mtu(1400).address(Cidr.of("10.7.0.1/24"));
        assertThat(base.near().up()).isFalse();
        assertThat(base.near().addresses()).isEmpty();
        assertThat(changed.near().up()).isTrue();
    }

    @Test
    void valuesThatCannotBeAreRefusedAtOnce() {
        VethSpec spec = VethSpec.of("a", "b");
        assertThatIllegalArgumentException().isThrownBy(() -> spec.mtu(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> spec.txQueueLength(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> spec.mac(MacAddress.of("01:00:00:00:00:00")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VethSpec.of("same", "same").validate());
    }
}
