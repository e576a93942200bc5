package io.jlinux.cgroup.systemd;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A property of a unit that nothing else here stands for, such as {@code TimeoutStopUSec} or {@code CollectMode}. A value.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">
 *     org.freedesktop.systemd1(5)</a>
 */
public final class UnitProperty {
    private static final Pattern NAME = Pattern.compile("[A-Za-z]{3,}");
    private static final Pattern SECONDS = Pattern.compile(".*[a-z]Sec");
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    private final String name;
    private final BusValue value;

    private UnitProperty(String name, BusValue value) {
        this.name = name;
        this.value = value;
    }

    /**
     * By its text, as runc reads it in annotations.
     *
     * @param name as systemd has it on D-Bus; a name of unit files that ends with {@code Sec} becomes that of {@code USec}, and its number
     *     of seconds one of microseconds
     * @param text in GVariant's text format: {@code 'text'}, {@code true}, {@code uint64 5}, {@code ['a', 'b']}
     * @throws IllegalArgumentException for a name that none has, a text that is no value, seconds that are no number from 0 on, and
     *     {@code PIDs}, which is not for a text to say
     * @see <a href="https://docs.gtk.org/glib/gvariant-text-format.html">GVariant Text Format</a>
     */
    public static UnitProperty parse(String name, String text) {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException("not the name of a property: '" + name + "'");
        if (name.equals("PIDs")) throw new IllegalArgumentException("PIDs: the processes are given to create");
        BusValue value = GVariantText.parse(text);
        if (!SECONDS.matcher(name).matches()) return new UnitProperty(name, value);
        return new UnitProperty(name.substring(0, name.length() - 3) + "USec", micros(value, text));
    }

    private static BusValue micros(BusValue seconds, String text) {
        BigDecimal number = null;
        if (seconds.value() instanceof BigInteger whole) number = new BigDecimal(whole);
        if (seconds.value() instanceof Double some) number = new BigDecimal(some);
        if (number != null) {
            BigInteger micros = number.multiply(MICROS).toBigInteger();
            if (BusType.holds("t", micros)) return new BusValue("t", micros);
        }
        throw new IllegalArgumentException("not a number of seconds: " + text);
    }

    /** As systemd has it on D-Bus. */
    public String name() {
        return name;
    }

    UnitSetting setting() {
        return new UnitSetting(name, value);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof UnitProperty p && p.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        Object shown = value.value() instanceof byte[] bytes ? Arrays.toString(bytes) : value.value();
        return name + "=" + value.signature() + " " + shown;
    }
}
