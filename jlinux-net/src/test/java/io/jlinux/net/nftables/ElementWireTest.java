package io.jlinux.net.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ElementWireTest {
    private static ElementWire.Raw raw(int port, long packets) {
        Element element =
                Element.of(KeyType.of(DataType.SERVICE), port).counted(Optional.of(new Counter(packets, packets)));
        return new ElementWire.Raw(element, false);
    }

    @Test
    void anElementThatADumpFindsTwiceIsOne() {
        NftSet set = NftSet.of(TableName.of(Family.INET, "t"), "ports", DataType.SERVICE);
        assertThat(ElementWire.join(set, List.of(raw(22, 1), raw(80, 5), raw(22, 2))))
                .containsExactly(raw(22, 1).element(), raw(80, 5).element());
    }
}
