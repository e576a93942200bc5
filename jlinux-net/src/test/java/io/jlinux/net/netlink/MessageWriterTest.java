package io.jlinux.net.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class MessageWriterTest {
    private final MessageWriter writer = new MessageWriter(64);

    @Test
    void attributesArePaddedWithZerosToFourBytes() throws Exception {
        for (int i = 0; i < 64; i++) writer.u8(0xff); // what was there before
        writer.reset();
        writer.begin(16, 5, 7);
        writer.attributeString(3, "ab").attributeU8(4, 9).attributeBytes(5, new byte[0]);
        assertThat(writer.end()).isZero();
        ByteBuffer b = ByteBuffer.wrap(writer.toBytes()).order(ByteOrder.nativeOrder());
        assertThat(b.capacity()).isEqualTo(16 + 8 + 8 + 4).isEqualTo(b.getInt(0));
        assertThat(b.getShort(4)).isEqualTo((short) 16);
        assertThat(b.getInt(8)).isEqualTo(7);
        assertThat(b.getShort(16)).isEqualTo((short) 7);
        assertThat(b.get(23)).isZero();
        assertThat(b.getShort(24)).isEqualTo((short) 5);
        assertThat(Arrays.copyOfRange(b.array(), 29, 32)).containsOnly(0);
    }

    @Test
    void theMemoryGrows() {
        writer.begin(16, 0, 1);
        writer.attributeBytes(1, new byte[60_000]).attributeBytes(2, new byte[60_000]);
        writer.end();
        assertThat(writer.toBytes()).hasSize(16 + 2 * 60_004);
    }

    @Test
    void whatDoesNotFitIsRefusedAndNeverWrapped() {
        writer.begin(16, 0, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.attributeBytes(1, new byte[65_532]));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.attributeU8(1, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.attributeU16(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.attributeU32(0x10000, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.attributeString(1, "a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.u8(-1));
        int nest = writer.beginNest(1);
        writer.attributeBytes(1, new byte[40_000]).attributeBytes(2, new byte[40_000]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.endNest(nest))
                .withMessageContaining("80012 bytes");
    }

    @Test
    void aRequestIsNeverLargerThan16Mebibytes() {
        writer.begin(16, 0, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> {
            for (int i = 0; i < 300; i++) writer.attributeBytes(1, new byte[65_000]);
        });
    }

    @Test
    void messagesDoNotOverlap() {
        assertThatIllegalStateException().isThrownBy(writer::end);
        writer.begin(16, 0, 1);
        assertThatIllegalStateException().isThrownBy(() -> writer.begin(16, 0, 2));
    }
}
