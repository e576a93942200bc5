package io.jlinux.net.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class WireguardKeyTest {
    /** RFC 7748, section 6.1: Bob. */
    @Test
    void thePublicKeyIsThatOfTheStandard() {
        String bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
        String bobsPublic = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
        WireguardKey key = WireguardKey.of(HexFormat.of().parseHex(bob));
        assertThat(HexFormat.of().formatHex(key.publicKey().bytes())).isEqualTo(bobsPublic);
    }

    @Test
    void keysAreReadAndWrittenInBase64() {
        WireguardKey key = WireguardKey.generatePrivate();
        assertThat(key.base64()).hasSize(44);
        assertThat(WireguardKey.ofBase64(key.base64())).isEqualTo(key);
        assertThat(key).isNotEqualTo(WireguardKey.generatePrivate());
        assertThat(key.toString()).doesNotContain(key.base64());
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutRepeatingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WireguardKey.ofBase64("secret!"))
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException().isThrownBy(() -> WireguardKey.ofBase64("c2VjcmV0"));
        assertThatIllegalArgumentException().isThrownBy(() -> WireguardKey.of(new byte[31]));
    }
}
