package io.jlinux.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Link;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.Links;
import io.jlinux.net.VirtualLink;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.tool.IpTool;
import io.jlinux.net.wire.BridgeAttr;
import tools.jackson.databind.JsonNode;

/** A link made by us and by {@code ip}, and compared. */
final class MadeTwice {
    private MadeTwice() {}

    /**
     * Makes {@code spec}, has {@code ip} read it, makes it again by {@code ip link add} with {@code words}, and compares.
     *
     * @param expected of {@code info_data}: {@code key=value} or {@code key} alone for true, separated by spaces
     */
    static Link same(LinkSpec<?> spec, String words, String expected) throws Exception {
        Link ours;
        try (VirtualLink made = VirtualLink.create(spec)) {
            ours = made.device().link();
            assertThat(ours.name()).isEqualTo(spec.name());
            assertThat(ours.kind()).contains(spec.kind());
            JsonNode info = IpTool.link(spec.name()).path("linkinfo");
            assertThat(info.path("info_kind").asString()).isEqualTo(spec.kind());
            for (String pair : expected.isEmpty() ? new String[0] : expected.split(" ")) {
                String[] p = pair.split("=", 2);
                assertThat(info.path("info_data").path(p[0]).asString(null))
                        .as("%s of %s", p[0], info)
                        .isEqualTo(p.length == 1 ? "true" : p[1]);
            }
        }
        assertThat(Links.here().find(spec.name())).isEmpty();
        IpTool.ip("link add " + words);
        Link theirs = Links.here().get(spec.name());
        assertThat(theirs.kind()).isEqualTo(ours.kind());
        assertThat(stable(theirs)).isEqualTo(stable(ours));
        assertThat(theirs.linkedIndex()).isEqualTo(ours.linkedIndex());
        assertThat(theirs.mtu()).isEqualTo(ours.mtu());
        Links.here().device(spec.name()).delete();
        return ours;
    }

    /** What a bridge tells of its timers is never the same twice. */
    private static Attributes stable(Link link) {
        Attributes data = link.data();
        if (!link.isKind("bridge")) return data;
        for (int timer = BridgeAttr.IFLA_BR_HELLO_TIMER; timer <= BridgeAttr.IFLA_BR_GC_TIMER; timer++) {
            data = data.without(timer);
        }
        return data;
    }
}
