package io.jlinux.net.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class ElementWireTest {
    private static ElementWire.Raw raw(int port, long packets) {
        Counter counter = new Counter(packets, packets);
        Element element = Element.of(KeyType.of(DataType.SERVICE), port).counted(Optional.of(counter));
        return new ElementWire.Raw(element, false);
    }

    @Test
    void aDumpThatFindsAnElementTwiceLacksAnother() {
        assertThat(ElementWire.isWhole(List.of(raw(22, 1), raw(80, 5)))).isTrue();
        // its counter may have changed meanwhile
        assertThat(ElementWire.isWhole(List.of(raw(22, 1), raw(80, 5), raw(22, 2))))
                .isFalse();
    }
}
