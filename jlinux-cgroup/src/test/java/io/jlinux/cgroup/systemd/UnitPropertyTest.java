package io.jlinux.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties by their text, as runc reads them in annotations. */
@Tag("pure")
class UnitPropertyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'inactive-or-failed' | s inactive-or-failed",
                "\"it's\" | s it's",
                "'a\\'b\\u00e9\\t' | `s a'b\u00e9\t`",
                "true | b true",
                "5 | i 5",
                "-0x10 | i -16",
                "010 | i 8",
                "uint64 5 | t 5",
                "uint64 18446744073709551615 | t 18446744073709551615",
                "@t 7 | t 7",
                "byte 0xff | y 255",
                "1.5 | d 1.5",
                "double 2 | d 2.0",
                "['a', 'b'] | as [a, b]",
                "@as [] | as []",
                "[uint64 1, 2] | at [1, 2]",
                "[[1], [2, 3]] | aai [[1], [2, 3]]",
                "[('/dev/null', 'rw')] | a(ss) [[/dev/null, rw]]",
                "@(st) ('x', 9) | (st) [x, 9]",
                "(1,) | (i) [1]",
                "{'a': uint32 1, 'b': 2} | a{su} {a=1, b=2}",
                "{'a': <1>} | a{sv} {a=BusValue[signature=i, value=1]}",
                "@a{sv} {} | a{sv} {}",
                "objectpath '/a/b' | o /a/b",
                "objectpath '/' | o /",
                "signature 'a{sv}' | g a{sv}",
                "b'a\\101' | ay [97, 65, 0]",
                "[byte 1, 2] | ay [1, 2]",
            })
    void aTextIsAValueOfAType(String text, String value) throws DBusException {
        UnitProperty property = UnitProperty.parse("Some", text);
        assertThat(property).hasToString("Some=" + value);
        Variant<?> variant = Variants.of(property.setting().value());
        assertThat(variant.getSig()).isEqualTo(value.substring(0, value.indexOf(' ')));
        assertThat(sent(variant)).isNotEmpty();
    }

    /** The last bytes of a message with this as its only argument: the length is told in its header. */
    private static byte[] sent(Variant<?> variant) throws DBusException {
        MethodCall call =
                new MessageFactory((byte) 'l').createMethodCall("a.b", "/a", "a.b", "C", (byte) 0, "v", variant);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : call.getWireData()) if (part != null) all.writeBytes(part);
        int length = ByteBuffer.wrap(all.toByteArray(), 4, 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        return Arrays.copyOfRange(all.toByteArray(), all.size() - length, all.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "'open",
                "'a' 'b'",
                "1 2",
                "int32 2147483648",
                "2147483648",
                "uint64 -1",
                "uint64 1.5",
                "uint64 'a'",
                "string 5",
                "byte 256",
                "[",
                "[1",
                "[1 2]",
                "[1, 'a']",
                "[1, 2.5]",
                "[]",
                "{}",
                "()",
                "{1}",
                "{'a': 1, 'a': 2}",
                "{<1>: 2}",
                "(1",
                "@(ss) ('a')",
                "@(s) ('a', 'b')",
                "@zz 1",
                "@a 1",
                "@s 1",
                "@b uint64 1",
                "<1",
                "just 1",
                "nothing",
                "objectpath 'a'",
                "objectpath '/a/'",
                "objectpath '/a//b'",
                "signature 'z'",
                "signature 'a'",
                "089",
                "'\\uZZZZ'",
                "'\\u12'",
                "'\\U00110000'",
                "'\\ud800'",
                "'\\u0000'",
                "1e400000000000",
                "+"
            })
    void whatIsNoValueIsRefused(String text) {
        assertThatThrownBy(() -> UnitProperty.parse("Some", text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTextIsTooDeep() {
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> UnitProperty.parse("Some", deep)).hasMessageContaining("deep");
        assertThatThrownBy(() -> UnitProperty.parse("Some", "@" + "a".repeat(100_000) + "s []"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whereItIsWrongIsTold() {
        assertThatThrownBy(() -> UnitProperty.parse("Some", "['a', b]"))
                .hasMessageContaining("character 7 of: ['a', b]");
    }

    @ParameterizedTest
    @CsvSource({
        "TimeoutStopSec, 5, TimeoutStopUSec=t 5000000",
        "TimeoutStopSec, uint64 7, TimeoutStopUSec=t 7000000",
        "RuntimeMaxSec, 1.5, RuntimeMaxUSec=t 1500000",
        "TimeoutStopUSec, uint64 5, TimeoutStopUSec=t 5",
        "SomeUSec, 5, SomeUSec=i 5",
        "ABSec, 5, ABSec=i 5",
    })
    void secondsBecomeMicroseconds(String name, String text, String property) {
        assertThat(UnitProperty.parse(name, text)).hasToString(property);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'5'", "-1", "true", "uint64 18446744073709551615", "1e300"})
    void whatIsNoNumberOfSecondsIsRefused(String text) {
        assertThatThrownBy(() -> UnitProperty.parse("TimeoutStopSec", text)).hasMessageContaining("seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ab", "A.B", "Memory Max", "Memory1", "PIDs"})
    void aNameIsOneOfLetters(String name) {
        assertThatThrownBy(() -> UnitProperty.parse(name, "true")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBusHasItsTypes() throws DBusException {
        Variant<?> number = Variants.of(UnitProperty.parse("Some", "uint64 18446744073709551615")
                .setting()
                .value());
        assertThat(number.getSig()).isEqualTo("t");
        assertThat(((UInt64) number.getValue()).value()).isEqualTo("18446744073709551615");
        Variant<?> devices = Variants.of(UnitProperty.parse("DeviceAllow", "[('/dev/null', 'rw')]")
                .setting()
                .value());
        assertThat(devices.getSig()).isEqualTo("a(ss)");
        assertThat(HexFormat.of().formatHex(sent(devices)))
                .isEqualTo("05" + "612873732900" + "00" // the signature, and where the number of bytes may stand
                        + "17000000" + "00000000" // that many, from where a struct may stand
                        + "09000000" + "2f6465762f6e756c6c00" + "0000"
                        + "02000000" + "727700");
    }

    @Test
    void thoseThatSayTheSameAreTheSame() {
        UnitProperty one = UnitProperty.parse("TimeoutStopSec", "5");
        assertThat(one)
                .isEqualTo(UnitProperty.parse("TimeoutStopUSec", "uint64 5000000"))
                .hasSameHashCodeAs(one);
        assertThat(one).isNotEqualTo(UnitProperty.parse("TimeoutStopUSec", "int64 5000000"));
    }
}
