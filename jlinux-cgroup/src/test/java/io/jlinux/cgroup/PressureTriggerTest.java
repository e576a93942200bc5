package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class PressureTriggerTest {
    private static final Duration WINDOW = Duration.ofSeconds(2);

    @Test
    void itIsWrittenInMicroseconds() {
        assertThat(PressureTrigger.some(Resource.MEMORY, Duration.ofMillis(150), WINDOW))
                .hasToString("some 150000 2000000");
        assertThat(PressureTrigger.full(Resource.IO, WINDOW, WINDOW)).hasToString("full 2000000 2000000");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        Duration second = Duration.ofSeconds(1);
        refused(() -> PressureTrigger.some(Resource.CPU, second, Duration.ofMillis(499)));
        refused(() -> PressureTrigger.some(Resource.CPU, second, Duration.ofSeconds(11)));
        refused(() -> PressureTrigger.some(Resource.CPU, Duration.ofSeconds(3), WINDOW));
        refused(() -> PressureTrigger.some(Resource.CPU, Duration.ZERO, WINDOW));
        refused(() -> PressureTrigger.some(Resource.IRQ, second, WINDOW));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call);
    }
}
