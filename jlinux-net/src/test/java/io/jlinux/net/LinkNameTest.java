package io.jlinux.net;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class LinkNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "eth0", "fifteen-bytes-x", "veth.100", "brücke"})
    void names(String name) {
        assertThatNoException().isThrownBy(() -> VethSpec.of(name, "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sixteen-bytes-xx",
                "a/b",
                "a b",
                "a\tb",
                "a\nb",
                "a\0b",
                "a:b",
                ".",
                "..",
                "veth%d",
                "brückebrückebr",
                "a\u00a0b\u2003"
            })
    void noNames(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> VethSpec.of(name, "b"));
        assertThatIllegalArgumentException().isThrownBy(() -> VethSpec.of("a", name));
        assertThatIllegalArgumentException().isThrownBy(() -> BridgeSpec.of(name));
        assertThatIllegalArgumentException().isThrownBy(() -> LinkChange.NONE.rename(name));
    }
}
