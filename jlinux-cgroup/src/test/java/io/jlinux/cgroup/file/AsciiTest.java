package io.jlinux.cgroup.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.raw.NativeBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class AsciiTest {
    private final NativeBuffer buffer = NativeBuffer.allocate(64);

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 10, 99, 100, 268435456, -1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void numbersAreWrittenInDecimal(long value) {
        int n = Ascii.put(buffer, 3, value);
        assertThat(new String(buffer.get(3, n), StandardCharsets.US_ASCII)).isEqualTo(Long.toString(value));
    }

    @Test
    void numbersAreReadUpToWhatFollows() {
        assertThat(parse("4096\n")).isEqualTo(4096);
        assertThat(parse("-1\n")).isEqualTo(-1);
        assertThat(parse("50000 100000\n")).isEqualTo(50000);
        assertThat(parse("max\n")).isEqualTo(Ascii.MAX);
        assertThat(parse("max 100000\n")).isEqualTo(Ascii.MAX);
        assertThat(parse("9223372036854771712\n")).isEqualTo(9223372036854771712L);
    }

    @Test
    void aNumberBeyond63BitsIsMax() {
        assertThat(parse("18446744073709551615\n")).isEqualTo(Ascii.MAX);
        assertThat(parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> parse("\n")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> parse("")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> parse("domain\n")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void textBeyondAsciiIsRefused() {
        assertThatThrownBy(() -> Ascii.put(buffer, 0, "größe")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ascii.put(buffer, 0, "a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    private long parse(String text) {
        return Ascii.parse(buffer, 0, Ascii.put(buffer, 0, text));
    }

    @Test
    void everyNumberIsWrittenAsJavaDoes() {
        NativeBuffer buffer = NativeBuffer.allocate(32);
        for (long n = 1; n > 0; n *= 10) {
            for (long value : new long[] {n - 1, n, n + 1, -n, 37 * n / 10, Long.MAX_VALUE - n, Long.MIN_VALUE + n}) {
                String text = Long.toString(value);
                int length = Ascii.put(buffer, 3, value);
                assertThat(new String(buffer.get(3, length), StandardCharsets.US_ASCII))
                        .isEqualTo(text);
            }
        }
    }
}
