package io.jlinux.cgroup.metrics;

import static io.jlinux.cgroup.metrics.LimitFile.Kind.CPU_MAX;
import static io.jlinux.cgroup.metrics.LimitFile.Kind.MEMORY_MAX;
import static io.jlinux.cgroup.metrics.LimitFile.Kind.PIDS_MAX;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class LimitFileTest {
    @Test
    void aNumberIsALimit() {
        assertThat(LimitFile.parse(MEMORY_MAX, "1048576\n")).isEqualTo(1048576);
        assertThat(LimitFile.parse(PIDS_MAX, "0\n")).isEqualTo(0);
    }

    @Test
    void aQuotaIsANumberOfProcessors() {
        assertThat(LimitFile.parse(CPU_MAX, "150000 100000\n")).isEqualTo(1.5);
        assertThat(LimitFile.parse(CPU_MAX, "5000 50000\n")).isEqualTo(0.1);
    }

    @Test
    void noLimitIsNoNumber() {
        assertThat(LimitFile.parse(MEMORY_MAX, "max\n")).isNaN();
        assertThat(LimitFile.parse(CPU_MAX, "max 100000\n")).isNaN();
        assertThat(LimitFile.parse(CPU_MAX, "-1 100000\n")).isNaN();
        assertThat(LimitFile.parse(MEMORY_MAX, "9223372036854771712\n")).isNaN();
        assertThat(LimitFile.parse(MEMORY_MAX, "")).isNaN();
    }
}
