package io.jlinux.examples.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarsTest {
    @Test
    void aBarIsAsLongAsItsRatio() {
        assertThat(Bars.filled(0, 8)).isEmpty();
        assertThat(Bars.filled(0.5, 8)).isEqualTo("████");
        assertThat(Bars.filled(1, 8)).isEqualTo("████████");
        assertThat(Bars.filled(0.5 / 8, 8)).isEqualTo("▌");
        assertThat(Bars.filled(1e-9, 8)).isEqualTo("▏");
        assertThat(Bars.filled(7, 8)).hasSize(8);
        assertThat(Bars.filled(Double.NaN, 8)).isEmpty();
    }

    @Test
    void historyHasAStepForEachValue() {
        double[] values = {Double.NaN, 0, 1, 50, 100, 1000};
        assertThat(Bars.history(values, 100)).isEqualTo(" ▁▁▄██");
    }

    @Test
    void amountsAreShort() {
        assertThat(Bars.bytes(0)).isEqualTo("0B");
        assertThat(Bars.bytes(999)).isEqualTo("999B");
        assertThat(Bars.bytes(1000)).isEqualTo("1.0K");
        assertThat(Bars.bytes(1536L << 20)).isEqualTo("1.5G");
        assertThat(Bars.bytes(64 << 20)).isEqualTo("64M");
        assertThat(Bars.bytes(1000.0 * (1 << 20))).isEqualTo("1.0G");
        assertThat(Bars.bytes(Double.NaN)).isEqualTo("–");
        assertThat(Bars.percent(3.25)).isEqualTo("3.3");
        assertThat(Bars.percent(250)).isEqualTo("250");
        assertThat(Bars.percent(0)).isEqualTo("0");
    }

    @Test
    void aLongNameIsCutInTheMiddle() {
        assertThat(Bars.shorten("system.slice/docker-0123456789.scope", 15)).isEqualTo("system.…9.scope");
        assertThat(Bars.shorten("short", 15)).isEqualTo("short");
        assertThat(Bars.shorten("anything", 2)).isEqualTo("an");
    }
}
