package io.jlinux.net;

import io.jlinux.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

@Tag("pure")
class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theModuleKeepsTheHouseRules() {
        return ArchitectureRules.ofModuleOf(Veth.class)
                .layers(
                        "io.jlinux.sys io.jlinux.mount io.jlinux.security io.jlinux.ns io.jlinux.spawn",
                        "io.jlinux.net.netlink",
                        "io.jlinux.net.wire",
                        "io.jlinux.net io.jlinux.net.state",
                        "io.jlinux.net.ethtool io.jlinux.net.link io.jlinux.net.rootless io.jlinux.net.sysctl io.jlinux.net.tun"
                                + " io.jlinux.net.wireguard io.jlinux.net.ipam io.jlinux.net.nftables io.jlinux.net.conntrack",
                        "io.jlinux.net.firewall",
                        "io.jlinux.net.container io.jlinux.net.tc")
                .tests();
    }
}
