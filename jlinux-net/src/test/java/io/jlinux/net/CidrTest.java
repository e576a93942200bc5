package io.jlinux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.7.0.1/24, 10.7.0.1/24, 10.7.0.0/24",
        "10.7.0.1, 10.7.0.1/32, 10.7.0.1/32",
        "255.255.255.255/0, 255.255.255.255/0, 0.0.0.0/0",
        "172.16.255.3/12, 172.16.255.3/12, 172.16.0.0/12",
        "fd00::1/64, fd00::1/64, fd00::/64",
        "FD00:0:0:0:0:0:0:1/64, fd00::1/64, fd00::/64",
        "::/0, ::/0, ::/0",
        "::1, ::1/128, ::1/128",
        "1::/16, 1::/16, 1::/16",
        "2001:db8:0:0:1:0:0:1/48, 2001:db8::1:0:0:1/48, 2001:db8::/48",
        "::ffff:10.0.0.1/128, ::ffff:a00:1/128, ::ffff:a00:1/128",
        "fe80::1:2:3:4/10, fe80::1:2:3:4/10, fe80::/10"
    })
    void readsAndWrites(String text, String written, String network) {
        assertThat(Cidr.of(text)).hasToString(written).isEqualTo(Cidr.of(written));
        assertThat(Cidr.of(text).network()).hasToString(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/24",
                "10.7.0.1/",
                "10.7.0.1/33",
                "10.7.0.1/-1",
                "10.7.0.1/024",
                "10.7.0.1/2 4",
                "10.7.0/24",
                "10.7.0.256/24",
                "010.7.0.1/24",
                "10.7.0.1.2/24",
                "0x0a.7.0.1/24",
                " 10.7.0.1/24",
                "10.7.0.1/24 ",
                "10..0.1/24",
                "localhost",
                "localhost/8",
                "fd00::1/129",
                "fd00::1::2/64",
                "fd00:1/64",
                ":::/0",
                "::g/64",
                "1:2:3:4:5:6:7:8:9/64",
                "1:2:3:4:5:6:7::8:9",
                "12345::/64",
                "fe80::1%eth0/64",
                "::1.2.3/96",
                "1.2.3.4::/96",
                "٣.1.1.1/8",
                "10.7.0.1/٨"
            })
    void refusesAllElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.of(text));
    }

    @Test
    void containsTheAddressesOfItsNetwork() {
        Cidr net = Cidr.of("10.7.8.1/21");
        assertThat(net.contains(Cidr.address("10.7.15.255"))).isTrue();
        assertThat(net.contains(Cidr.address("10.7.16.0"))).isFalse();
        assertThat(net.contains(Cidr.address("::ffff:10.7.8.1"))).isFalse();
        assertThat(Cidr.of("fd00::/63").contains(Cidr.address("fd00:0:0:1::9"))).isTrue();
    }

    @Test
    void aScopeAndANameDoNotMakeADifference() throws Exception {
        byte[] bytes = Cidr.address("fe80::1").getAddress();
        InetAddress scoped = java.net.Inet6Address.getByAddress("name", bytes, 1);
        assertThat(new Cidr(scoped, 64)).isEqualTo(Cidr.of("fe80::1/64")).hasToString("fe80::1/64");
    }
}
