package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.TimeOffsets;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clocks of a new time namespace. */
@NoLeaks
@Timeout(60)
@Requires(Requirement.USER_NAMESPACES)
class TimeOffsetsTest {
    private static Spawn sh(String script) {
        Spawn spawn = Spawn.command("/bin/sh", "-c", script).unshare(Namespace.TIME);
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    private static long uptime(String text) {
        return Long.parseLong(text.substring(0, text.indexOf('.')));
    }

    @Test
    void theProgramsClocksAreMovedAndOursAreNot() throws Exception {
        long before = uptime(Files.readString(Path.of("/proc/uptime")));
        List<String> lines = Run.text(sh("cat /proc/uptime; cat /proc/self/timens_offsets | tr -s ' '")
                        .timeOffsets(
                                new TimeOffsets(Duration.ofDays(-1).plusNanos(7).plusDays(2), Duration.ofDays(100))))
                .lines()
                .toList();
        assertThat(uptime(lines.get(0))).isBetween(before + 8_640_000, before + 8_640_100);
        assertThat(lines.subList(1, 3)).containsExactly("monotonic 86400 7", "boottime 8640000 0");
        assertThat(uptime(Files.readString(Path.of("/proc/uptime")))).isBetween(before, before + 100);
    }

    @Test
    void theFirstProcessOfANewPidNamespaceHasThemToo() throws Exception {
        String out = Run.text(sh("echo $$; sed -n 's/boottime *//p' /proc/self/timens_offsets")
                .unshare(Namespace.PID)
                .timeOffsets(TimeOffsets.both(Duration.ofHours(1))));
        assertThat(out.lines().map(l -> l.replaceAll("\\s+", " "))).containsExactly("1", "3600 0");
    }

    @Test
    void aClockThatWouldBeNegativeIsRefusedWithTheReason() {
        assertThatThrownBy(() -> sh(":").timeOffsets(TimeOffsets.boottime(Duration.ofDays(-36_500)))
                        .start())
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ERANGE))
                .hasMessageContaining("set time offsets")
                .hasMessageContaining("negative");
    }

    @Test
    void withoutATimeNamespaceThereIsNothingToMove() {
        assertThatThrownBy(() ->
                        Spawn.command("true").timeOffsets(TimeOffsets.NONE).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unshare(Namespace.TIME)");
    }

    @Test
    void negativeDurationsAreWrittenAsTheKernelReadsThem() {
        assertThat(new TimeOffsets(Duration.ofMillis(-1500), Duration.ofNanos(1)).lines())
                .isEqualTo("monotonic -2 500000000\nboottime 0 1\n");
    }

    @Test
    @Requires({Requirement.UNSHARE, Requirement.ROOT})
    void theSameOffsetsAsUnshareOne() throws Exception {
        String show = "cat /proc/self/timens_offsets";
        String unshare = Run.text(Spawn.command(
                "unshare", "--time", "--monotonic", "5000", "--boottime", "7000", "--fork", "/bin/sh", "-c", show));
        assertThat(Run.text(sh(show).timeOffsets(new TimeOffsets(Duration.ofSeconds(5000), Duration.ofSeconds(7000)))))
                .isEqualTo(unshare);
    }
}
