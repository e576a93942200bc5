package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortForwardTest {
    @Test
    void textIsRead() {
        assertThat(PortForward.of("8080:80")).isEqualTo(PortForward.tcp(8080, 80));
        assertThat(PortForward.of("53:5353/udp")).isEqualTo(PortForward.udp(53, 5353));
        assertThat(PortForward.of("192.0.2.1:8080:80/tcp"))
                .isEqualTo(PortForward.tcp(8080, 80).at(Cidr.address("192.0.2.1")));
        assertThat(PortForward.of("[2001:db8::1]:8080:80"))
                .isEqualTo(PortForward.tcp(8080, 80).at(Cidr.address("2001:db8::1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080:80/tcp", "53:5353/udp", "192.0.2.1:8080:80/tcp", "[2001:db8::1]:8080:80/tcp"})
    void whatIsWrittenIsReadAgain(String text) {
        assertThat(PortForward.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80",
                "80:",
                ":80",
                "0:80",
                "80:65536",
                "+8:80",
                "80:80/sctp",
                "80:80/",
                "host:80:80",
                "2001:db8::1:80:80",
                "[::1:80:80",
                "1:2:3:4"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PortForward.of(text));
    }
}
