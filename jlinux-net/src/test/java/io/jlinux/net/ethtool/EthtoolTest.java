package io.jlinux.net.ethtool;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.LinkChange;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.Map;
import org.junit.jupiter.api.Test;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
class EthtoolTest {
    @Test
    void featuresAreReadAndSwitched() throws Exception {
        try (Veth veth = Veth.create("a", "b");
                Ethtool ethtool = Ethtool.open()) {
            assertThat(veth.name()).isEqualTo("a");
            Map<String, Feature> before = ethtool.features("a");
            assertThat(before).containsKeys("tx-checksum-ip-generic", "rx-gro", "highdma");
            assertThat(before.get("tx-checksum-ip-generic")).matches(f -> f.active() && f.changeable());
            ethtool.setFeatures("a", Map.of("tx-checksum-ip-generic", false));
            assertThat(ethtool.features("a").get("tx-checksum-ip-generic")).matches(f -> !f.active() && f.changeable());
            assertThat(ethtool.features("b").get("tx-checksum-ip-generic").active())
                    .isTrue();
            ethtool.setFeatures("a", Map.of("tx-checksum-ip-generic", true));
            assertThat(ethtool.features("a")).isEqualTo(before);
        }
    }

    @Test
    void whatDoesNotChangeIsAnError() throws Exception {
        try (Veth veth = Veth.create("a", "b");
                Ethtool ethtool = Ethtool.open()) {
            assertThat(veth.index()).isPositive();
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> ethtool.setFeatures("a", Map.of("loopback", true)))
                    .matches(e -> e.errno() == Errno.EINVAL)
                    .withMessageContaining("set features of a")
                    .withMessageContaining("loopback stays off")
                    .withMessageContaining("the driver does not let it change");
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> ethtool.setFeatures("a", Map.of("no-such-feature", true)))
                    .withMessageContaining("bit name not found");
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> ethtool.setRings("a", 64, 64))
                    .matches(e -> e.errno() == Errno.EOPNOTSUPP)
                    .withMessageContaining("set rings of a");
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> ethtool.features("none"))
                    .matches(e -> e.errno() == Errno.ENODEV)
                    .withMessageContaining("no such link");
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> ethtool.rings("lo"))
                    .matches(e -> e.errno() == Errno.EOPNOTSUPP)
                    .withMessageContaining("the driver of this link does not offer that");
        }
    }

    @Test
    void theStateOfTheLinkAndItsSpeed() throws Exception {
        try (Veth veth = Veth.create(VethSpec.of("a", "b").up());
                Ethtool ethtool = Ethtool.open()) {
            assertThat(ethtool.hasCarrier("a")).contains(true);
            assertThat(ethtool.speed("a")).contains(10_000L);
            veth.device().change(LinkChange.NONE.down());
            assertThat(ethtool.hasCarrier("b")).contains(false);
        }
    }

    @Test
    void channelsOfAVeth() throws Exception {
        try (Veth veth = Veth.create("a", "b");
                Ethtool ethtool = Ethtool.open()) {
            Channels channels = ethtool.channels(veth.name());
            assertThat(channels.receiving()).hasValue(1);
            assertThat(channels.sendingMax()).isPresent();
            assertThat(channels.combined().orElse(0)).isZero();
            ethtool.setChannels("a", Channels.Change.NONE.receiving(1).sending(1));
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> ethtool.setChannels("a", Channels.Change.NONE.receiving(5000)))
                    .matches(e -> e.errno() == Errno.EINVAL)
                    .withMessageContaining("ETHTOOL_A_CHANNELS_RX_COUNT");
        }
    }
}
