package io.jlinux.net.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class AddressPoolTest {
    private static final AddressPool POOL = AddressPool.of(Cidr.of("10.7.0.0/29"));

    @Test
    void theGatewayIsTheFirstHostUnlessItIsSaid() {
        assertThat(POOL.gateway()).isEqualTo(Cidr.address("10.7.0.1"));
        assertThat(AddressPool.of(Cidr.of("10.7.0.6/29")).gateway()).isEqualTo(Cidr.address("10.7.0.6"));
        assertThat(AddressPool.of(Cidr.of("fd00:7::/64")).gateway()).isEqualTo(Cidr.address("fd00:7::1"));
        assertThat(POOL.gateway(Cidr.address("10.7.0.5")).subnet()).isEqualTo(Cidr.of("10.7.0.5/29"));
        assertThatIllegalArgumentException().isThrownBy(() -> POOL.gateway(Cidr.address("10.8.0.1")));
    }

    @Test
    void networkGatewayAndBroadcastAreNotLeased() {
        assertThat(POOL.free()).containsExactly(IpRange.between("10.7.0.2", "10.7.0.6"));
        assertThat(POOL.size()).isEqualTo(5);
        assertThat(POOL.contains(Cidr.address("10.7.0.0"))).isFalse();
        assertThat(POOL.contains(Cidr.address("10.7.0.1"))).isFalse();
        assertThat(POOL.contains(Cidr.address("10.7.0.7"))).isFalse();
        assertThat(POOL.contains(Cidr.address("10.7.0.8"))).isFalse();
        assertThat(POOL.contains(Cidr.address("fd00::2"))).isFalse();
    }

    @Test
    void ipv6HasNoBroadcast() {
        AddressPool pool = AddressPool.of(Cidr.of("fd00:7::/126"));
        assertThat(pool.free()).containsExactly(IpRange.between("fd00:7::2", "fd00:7::3"));
        assertThat(AddressPool.of(Cidr.of("fd00:7::/64")).contains(Cidr.address("fd00:7::ffff:ffff:ffff:ffff")))
                .isTrue();
    }

    @Test
    void networksOfTwoAddressesHaveNeither() {
        assertThat(AddressPool.of(Cidr.of("10.7.0.0/31")).free())
                .containsExactly(IpRange.single(Cidr.address("10.7.0.1")));
        assertThat(AddressPool.of(Cidr.of("10.7.0.1/32")).free()).isEmpty();
        assertThat(AddressPool.of(Cidr.of("fd00:7::1/127")).free())
                .containsExactly(IpRange.single(Cidr.address("fd00:7::")));
    }

    @Test
    void rangesAndExclusionsAreKept() {
        AddressPool pool = AddressPool.of(Cidr.of("10.7.0.0/24"))
                .range(IpRange.between("10.7.0.10", "10.7.0.12"))
                .range(IpRange.between("10.7.0.12", "10.7.0.14"))
                .exclude(IpRange.single(Cidr.address("10.7.0.11")))
                .exclude(IpRange.between("10.7.0.14", "10.7.0.200"));
        assertThat(pool.free())
                .containsExactly(
                        IpRange.single(Cidr.address("10.7.0.10")),
                        IpRange.single(Cidr.address("10.7.0.12")),
                        IpRange.single(Cidr.address("10.7.0.13")));
        assertThatIllegalArgumentException().isThrownBy(() -> POOL.range(IpRange.between("10.8.0.1", "10.8.0.2")));
    }

    @Test
    void theNextGoesRoundAndRound() {
        Set<InetAddress> taken = new HashSet<>();
        assertThat(next(Optional.empty(), taken)).contains(Cidr.address("10.7.0.2"));
        assertThat(next(Optional.of(Cidr.address("10.7.0.2")), taken)).contains(Cidr.address("10.7.0.3"));
        assertThat(next(Optional.of(Cidr.address("10.7.0.6")), taken)).contains(Cidr.address("10.7.0.2"));
        taken.add(Cidr.address("10.7.0.2"));
        assertThat(next(Optional.of(Cidr.address("10.7.0.6")), taken)).contains(Cidr.address("10.7.0.3"));
        for (int i = 3; i <= 6; i++) taken.add(Cidr.address("10.7.0." + i));
        assertThat(next(Optional.of(Cidr.address("10.7.0.4")), taken)).isEmpty();
        taken.remove(Cidr.address("10.7.0.4"));
        assertThat(next(Optional.of(Cidr.address("10.7.0.4")), taken)).contains(Cidr.address("10.7.0.4"));
    }

    @Test
    void theNextGoesOverRangesWithGaps() {
        AddressPool pool = AddressPool.of(Cidr.of("fd00:7::/64"))
                .range(IpRange.between("fd00:7::10", "fd00:7::10"))
                .range(IpRange.between("fd00:7::20", "fd00:7::20"));
        assertThat(pool.next(Optional.of(Cidr.address("fd00:7::10")), a -> false))
                .contains(Cidr.address("fd00:7::20"));
        assertThat(pool.next(Optional.of(Cidr.address("fd00:7::20")), a -> false))
                .contains(Cidr.address("fd00:7::10"));
        // one that is not leased any more, since the pool has become another
        assertThat(pool.next(Optional.of(Cidr.address("fd00:7::99")), a -> false))
                .contains(Cidr.address("fd00:7::10"));
    }

    private static Optional<InetAddress> next(Optional<InetAddress> last, Set<InetAddress> taken) {
        return POOL.next(last, taken::contains);
    }

    @Test
    void aRangeOfTwoFamiliesOrBackwardsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> IpRange.between("10.7.0.1", "fd00::1"));
        assertThatIllegalArgumentException().isThrownBy(() -> IpRange.between("10.7.0.2", "10.7.0.1"));
        assertThat(IpRange.of(Cidr.of("10.7.0.77/24"))).hasToString("10.7.0.0-10.7.0.255");
        assertThat(IpRange.of(Cidr.ALL_IPV6).size().bitLength()).isEqualTo(129);
    }
}
