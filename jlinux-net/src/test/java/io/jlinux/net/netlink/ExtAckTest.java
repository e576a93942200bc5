package io.jlinux.net.netlink;

import static io.jlinux.net.wire.BridgeAttr.IFLA_BR_MULTI_BOOLOPT;
import static io.jlinux.net.wire.IflaAttr.IFLA_IFNAME;
import static io.jlinux.net.wire.IflaAttr.IFLA_LINKINFO;
import static io.jlinux.net.wire.LinkInfoAttr.IFLA_INFO_DATA;
import static io.jlinux.net.wire.LinkInfoAttr.IFLA_INFO_KIND;
import static io.jlinux.net.wire.VethAttr.VETH_INFO_PEER;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The errors were captured for exactly the requests that are written here again. */
@Tag("pure")
class ExtAckTest {
    private static ExtAck captured(String name) throws IOException {
        return ExtAck.ofError(Captured.messages(name).get(0));
    }

    private static ByteBuffer request(Request.Body body) {
        byte[] bytes = new Request(Rtm.RTM_NEWLINK, 0, RtNames.LINK, "", "", w -> {
                    w.u32(0).u32(0).u32(0).u32(0);
                    body.write(w);
                })
                .encode(1);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    @Test
    void theTextIsRead() throws Exception {
        ExtAck ack = captured("error-mtu");
        assertThat(ack.message()).isEqualTo("mtu greater than device maximum");
        assertThat(ack.offset()).isEqualTo(-1);
        assertThat(ack.detail(null)).isEqualTo("mtu greater than device maximum");
    }

    @Test
    void theAttributeOfThePeerIsNamedByItsPath() throws Exception {
        ByteBuffer request = request(w -> {
            w.attributeString(IFLA_IFNAME, "x");
            int info = w.beginNest(IFLA_LINKINFO);
            w.attributeString(IFLA_INFO_KIND, "veth");
            int data = w.beginNest(IFLA_INFO_DATA);
            int peer = w.beginNest(VETH_INFO_PEER);
            w.u32(0).u32(0).u32(0).u32(0);
            w.attributeString(IFLA_IFNAME, "a-name-of-more-than-fifteen-bytes");
            w.endNest(peer);
            w.endNest(data);
            w.endNest(info);
        });
        ExtAck ack = captured("error-peer-name");
        String attribute = ack.attribute(RtNames.LINK, request);
        assertThat(attribute).isEqualTo("IFLA_LINKINFO/IFLA_INFO_DATA/VETH_INFO_PEER/IFLA_IFNAME");
        assertThat(ack.detail(attribute))
                .isEqualTo("Attribute failed policy validation (attribute " + attribute + ", allowed ..15 bytes)");
    }

    @Test
    void theAttributeOfABridgeIsNamedByItsKind() throws Exception {
        ByteBuffer request = request(w -> {
            int info = w.beginNest(IFLA_LINKINFO);
            w.attributeString(IFLA_INFO_KIND, "bridge");
            int data = w.beginNest(IFLA_INFO_DATA);
            w.attributeU8(IFLA_BR_MULTI_BOOLOPT, 3);
            w.endNest(data);
            w.endNest(info);
        });
        ExtAck ack = captured("error-bridge");
        String attribute = ack.attribute(RtNames.LINK, request);
        assertThat(attribute).isEqualTo("IFLA_LINKINFO/IFLA_INFO_DATA/IFLA_BR_MULTI_BOOLOPT");
        assertThat(ack.detail(attribute)).endsWith(", allowed 8..8 bytes)");
    }

    @Test
    void aMissingAttributeIsNamedToo() {
        ByteBuffer request = request(w -> w.endNest(w.beginNest(IFLA_LINKINFO)));
        ExtAck top = new ExtAck("missing", -1, IFLA_IFNAME, 0, null);
        assertThat(top.detail(top.attribute(RtNames.LINK, request))).isEqualTo("missing (missing IFLA_IFNAME)");
        ExtAck nested = new ExtAck(null, -1, IFLA_INFO_KIND, 32, null);
        assertThat(nested.attribute(RtNames.LINK, request)).isEqualTo("IFLA_LINKINFO/IFLA_INFO_KIND");
    }

    @Test
    void whatHasNoNameHasANumber() {
        ByteBuffer request = request(w -> w.attributeU32(999, 1));
        assertThat(new ExtAck(null, 32, -1, 0, null).attribute(RtNames.LINK, request))
                .isEqualTo("attribute 999");
        assertThat(new ExtAck(null, 5000, -1, 0, null).attribute(RtNames.LINK, request))
                .isNull();
        assertThat(new ExtAck(null, -1, -1, 0, null).detail(null)).isNull();
    }

    @Test
    void anAcknowledgementSaysNothing() throws Exception {
        assertThat(captured("ack")).isEqualTo(ExtAck.NONE);
    }
}
