package io.jlinux.cgroup.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class FlatKeyedTest {
    @Test
    void keysHaveTheirNumbers() {
        FlatKeyed events = FlatKeyed.parse("low 0\nhigh 3\nmax 17\noom 2\noom_kill 1\noom_group_kill 0\n");
        assertThat(events.get("oom_kill")).hasValue(1);
        assertThat(events.get("low")).hasValue(0);
        assertThat(events.values()).hasSize(6);
    }

    @Test
    void anAbsentKeyIsEmptyNotZero() {
        assertThat(FlatKeyed.parse("max 0\n").get("oom_kill")).isEmpty();
        assertThat(FlatKeyed.parse(Optional.empty()).get("max")).isEmpty();
    }

    @Test
    void otherLinesAreLeftOut() {
        FlatKeyed f = FlatKeyed.parse("\nsome avg10=0.00 total=1\nlimit max\nbig 18446744073709551615\nx 1\n");
        assertThat(f.values()).containsOnlyKeys("limit", "x");
        assertThat(f.get("limit")).hasValue(Ascii.MAX);
    }
}
