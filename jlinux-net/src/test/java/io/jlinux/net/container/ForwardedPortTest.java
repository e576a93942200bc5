package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.Cidr;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class ForwardedPortTest {
    @Test
    void textIsRead() {
        assertThat(ForwardedPort.of("8080:80")).isEqualTo(ForwardedPort.tcp(8080, 80));
        assertThat(ForwardedPort.of("53:5353/udp")).isEqualTo(ForwardedPort.udp(53, 5353));
        assertThat(ForwardedPort.of("192.0.2.1:8080:80/tcp"))
                .isEqualTo(ForwardedPort.tcp(8080, 80).at(Cidr.address("192.0.2.1")));
        assertThat(ForwardedPort.of("[2001:db8::1]:8080:80"))
                .isEqualTo(ForwardedPort.tcp(8080, 80).at(Cidr.address("2001:db8::1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080:80/tcp", "53:5353/udp", "192.0.2.1:8080:80/tcp", "[2001:db8::1]:8080:80/tcp"})
    void whatIsWrittenIsReadAgain(String text) {
        assertThat(ForwardedPort.of(text)).hasToString(text);
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
        assertThatIllegalArgumentException().isThrownBy(() -> ForwardedPort.of(text));
    }
}
