package io.jlinux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class MacAddressTest {
    @Test
    void readsAndWrites() {
        MacAddress mac = MacAddress.of("02:42:AC:11:00:ff");
        assertThat(mac).hasToString("02:42:ac:11:00:ff");
        assertThat(MacAddress.of(mac.bytes())).isEqualTo(mac);
        assertThat(mac.isMulticast()).isFalse();
        assertThat(mac.isLocallyAdministered()).isTrue();
        assertThat(MacAddress.of("01:00:5e:00:00:01").isMulticast()).isTrue();
        assertThat(MacAddress.of("ff:ff:ff:ff:ff:ff").value()).isEqualTo((1L << 48) - 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02:42:ac:11:00",
                "02:42:ac:11:00:ff:",
                "2:42:ac:11:00:ff",
                "02-42-ac-11-00-ff",
                "0g:42:ac:11:00:ff",
                "+2:42:ac:11:00:ff",
                "٠٢:42:ac:11:00:ff"
            })
    void refusesAllElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.of(text));
    }
}
