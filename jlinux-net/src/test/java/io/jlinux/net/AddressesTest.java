package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.List;
import org.junit.jupiter.api.Test;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
class AddressesTest {
    private static final Cidr V4 = Cidr.of("10.7.0.1/24");
    private static final Cidr V6 = Cidr.of("fd00:7::1/64");

    @Test
    void addressesOfBothFamiliesComeAndGo() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            NetDevice device = veth.device();
            device.addAddress(V4);
            device.addAddress(V6);
            List<LinkAddress> addresses = device.addresses();
            assertThat(addresses).extracting(LinkAddress::cidr).containsExactlyInAnyOrder(V4, V6);
            assertThat(addresses).allSatisfy(a -> {
                assertThat(a.linkIndex()).isEqualTo(veth.index());
                assertThat(a.isPermanent()).isTrue();
                assertThat(a.peer()).isEmpty();
                assertThat(a.broadcast()).isEmpty();
            });
            assertThat(Addresses.here().list()).hasSameElementsAs(addresses);
            assertThat(Addresses.here().list(veth.peerIndex())).isEmpty();
            device.removeAddress(V4);
            device.removeAddress(V6);
            assertThat(device.addresses()).isEmpty();
        }
    }

    @Test
    void twiceAndNeverAreTold() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            veth.device().addAddress(V4);
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> veth.device().addAddress(V4))
                    .matches(e -> e.errno() == Errno.EEXIST)
                    .withMessageContaining("add address 10.7.0.1/24 of link " + veth.index())
                    .withMessageContaining("has this address already");
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> veth.device().removeAddress(V6))
                    .matches(e -> e.errno() == Errno.EADDRNOTAVAIL)
                    .withMessageContaining("does not have this address");
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> Addresses.here().add(4711, V4))
                    .matches(e -> e.errno() == Errno.ENODEV);
        }
    }

    @Test
    void anAddressOfASpecIsUsableAtOnceAlsoIpv6() throws Exception {
        try (Veth veth = Veth.create(VethSpec.of("a", "b").address(V6).up())) {
            assertThat(veth.device().addresses())
                    .filteredOn(a -> a.cidr().equals(V6))
                    .singleElement()
                    .matches(a -> !a.isTentative());
        }
    }
}
