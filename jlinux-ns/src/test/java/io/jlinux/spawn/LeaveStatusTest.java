package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.testkit.NoLeaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process whose status is left to its next parent. */
@NoLeaks
@Timeout(60)
class LeaveStatusTest {
    private static String state(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }

    @Test
    void itStaysAZombieUntilItIsAskedFor() throws Exception {
        try (LinuxProcess p =
                Spawn.command("/bin/sh", "-c", "exit 7").leaveStatus().start()) {
            while (!state(p.pid()).equals("Z")) Thread.sleep(5);
            // ten times as long as the shared thread leaves a young child alone
            Thread.sleep(200);
            assertThat(state(p.pid())).isEqualTo("Z");
            assertThat(p.waitFor()).isEqualTo(7);
            assertThat(Path.of("/proc", Long.toString(p.pid()))).doesNotExist();
        }
    }

    @Test
    void whoAsksForAFutureGetsIt() throws Exception {
        try (LinuxProcess p =
                Spawn.command("/bin/sh", "-c", "exit 3").leaveStatus().start()) {
            assertThat(p.onExitStatus().get().shellCode()).isEqualTo(3);
        }
    }

    @Test
    void limitsAreRefusedWithIt() {
        Spawn spawn = Spawn.command("/bin/true").leaveStatus().limits(RunLimits.NONE.wallClock(Duration.ofSeconds(5)));
        assertThatThrownBy(spawn::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("left to another parent");
    }
}
