package io.jlinux.net.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class AttributesTest {
    private enum Colour {
        RED,
        GREEN
    }

    @Test
    void whatIsPutInComesOut() throws Exception {
        Attributes all = Attributes.NONE
                .with(1, AttributeType.U8, 255)
                .with(2, AttributeType.U16, 65535)
                .with(3, AttributeType.U32, 0xffff_ffffL)
                .with(4, AttributeType.U64, -1L)
                .with(5, AttributeType.STRING, "héllo")
                .with(6, AttributeType.U16_NETWORK_ORDER, 4789)
                .with(7, AttributeType.BOOL_U8, true)
                .with(8, AttributeType.enumU32(Colour.class), Colour.GREEN)
                .with(9, AttributeType.FLAG, true)
                .with(10, AttributeType.U32_NETWORK_ORDER, 0x01020304L);
        assertThat(all.get(1, AttributeType.U8)).hasValue(255);
        assertThat(all.get(2, AttributeType.U16)).hasValue(65535);
        assertThat(all.get(3, AttributeType.U32)).hasValue(0xffff_ffffL);
        assertThat(all.get(4, AttributeType.U64)).hasValue(-1L);
        assertThat(all.get(5, AttributeType.STRING)).hasValue("héllo");
        assertThat(all.get(6, AttributeType.U16_NETWORK_ORDER)).hasValue(4789);
        assertThat(all.get(6, AttributeType.BYTES))
                .hasValueSatisfying(b -> assertThat(b).containsExactly(0x12, 0xb5));
        assertThat(all.get(7, AttributeType.BOOL_U8)).hasValue(true);
        assertThat(all.get(8, AttributeType.enumU32(Colour.class))).hasValue(Colour.GREEN);
        assertThat(all.get(9, AttributeType.FLAG)).hasValue(true);
        assertThat(all.get(10, AttributeType.BYTES))
                .hasValueSatisfying(b -> assertThat(b).containsExactly(1, 2, 3, 4));
    }

    @Test
    void unsetIsNotZero() throws Exception {
        Attributes zero = Attributes.NONE.with(1, AttributeType.U8, 0);
        assertThat(zero.get(1, AttributeType.U8)).hasValue(0);
        assertThat(Attributes.NONE.get(1, AttributeType.U8)).isEmpty();
        assertThat(zero).isNotEqualTo(Attributes.NONE);
    }

    @Test
    void theSecondValueTakesThePlaceOfTheFirst() throws Exception {
        Attributes a = Attributes.NONE
                .with(1, AttributeType.U8, 1)
                .with(2, AttributeType.STRING, "x")
                .with(1, AttributeType.U8, 2);
        assertThat(a.get(1, AttributeType.U8)).hasValue(2);
        assertThat(a).hasToString("{2=7800, 1=02}");
        assertThat(a.without(1).without(2)).isEqualTo(Attributes.NONE);
    }

    @Test
    void whatMayBeRepeatedIs() throws Exception {
        Attributes element = Attributes.NONE.with(1, AttributeType.U8, 1);
        Attributes list = Attributes.NONE.andFlagged(1, element).andFlagged(1, element);
        int n = 0;
        for (AttributeReader a = list.reader(); a.next(); n++)
            assertThat(Attributes.within(a)).isEqualTo(element);
        assertThat(n).isEqualTo(2);
        assertThat(list.nested(1)).isEqualTo(element);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Attributes.NONE.with(1, AttributeType.U8, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> Attributes.NONE.with(1, AttributeType.U16, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Attributes.NONE.with(1, AttributeType.U32, 1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> Attributes.NONE.with(1, AttributeType.STRING, "a\0b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attributes.NONE.with(1, AttributeType.BYTES, new byte[65_532]));
        assertThatIllegalArgumentException().isThrownBy(() -> Attributes.NONE.with(1, AttributeType.FLAG, false));
    }

    @Test
    void anUnknownConstantIsMalformed() {
        Attributes a = Attributes.NONE.with(1, AttributeType.U8, 7);
        org.assertj.core.api.Assertions.assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> a.get(1, AttributeType.enumU8(Colour.class)));
    }
}
