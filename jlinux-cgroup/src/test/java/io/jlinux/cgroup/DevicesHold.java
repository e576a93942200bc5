package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Device rules, against the kernel. */
@NoLeaks
abstract class DevicesHold {
    private static final String OPEN_ZERO = "head -c 1 /dev/zero >/dev/null";

    @TempDir
    Path dir;

    abstract Cgroup create() throws Exception;

    @Test
    void onlyWhatIsAllowedCanBeOpened() throws Exception {
        try (Cgroup cg = create()) {
            cg.setDevices(List.of(DeviceRule.deny("a *:* rwm"), DeviceRule.allow("c 1:3 rw")));
            assertDenied(run(cg, "exec 3</dev/zero"));
            assertDenied(run(cg, "exec 3</dev/kmsg"));
            assertThat(run(cg, "exec 3<>/dev/null && echo fine")).isEqualTo("fine\n");
        }
    }

    @Test
    void readingAndWritingAreApart() throws Exception {
        try (Cgroup cg = create()) {
            cg.setDevices(List.of(DeviceRule.allow("c 1:3 r"), DeviceRule.allow("c *:5 w")));
            assertThat(run(cg, "exec 3</dev/null && exec 4>/dev/zero && echo fine"))
                    .isEqualTo("fine\n");
            assertDenied(run(cg, "exec 3<>/dev/null"));
            assertDenied(run(cg, "exec 3</dev/zero"));
        }
    }

    @Test
    void aDeviceThatWasMadeCannotBeOpened() throws Exception {
        try (Cgroup cg = create()) {
            List<DeviceRule> rules = new ArrayList<>(List.of(DeviceRule.deny("a *:* rwm")));
            rules.addAll(DeviceRules.DEFAULTS);
            cg.setDevices(rules);
            String made = run(cg, "mknod " + dir + "/kmsg c 1 11 && echo made; exec 3<" + dir + "/kmsg");
            assertThat(made).startsWith("made\n");
            assertDenied(made);
            cg.setDevices(List.of(DeviceRule.allow("c 1:* rw")));
            assertDenied(run(cg, "mknod " + dir + "/b b 7 0"));
        }
    }

    @Test
    void newRulesTakeThePlaceOfTheOld() throws Exception {
        try (Cgroup cg = create()) {
            cg.setDevices(List.of());
            assertDenied(run(cg, OPEN_ZERO));
            cg.setDevices(List.of(DeviceRule.allow("c 1:* rw")));
            assertThat(run(cg, OPEN_ZERO)).isEmpty();
            try (Cgroup again = Cgroup.open(cg.directories())) { // as another JVM would
                again.setDevices(List.of(DeviceRule.allow("a *:* rwm"), DeviceRule.deny("c 1:5 r")));
                assertDenied(run(cg, OPEN_ZERO));
                assertThat(run(cg, "exec 3>/dev/zero && exec 3</dev/kmsg && echo fine"))
                        .isEqualTo("fine\n");
            }
        }
    }

    private static void assertDenied(String output) {
        assertThat(output).containsIgnoringCase("Operation not permitted");
    }

    static String run(Cgroup cg, String script) throws Exception {
        try (Gated p = Gated.in(cg, script).go()) {
            String output = p.output();
            p.await();
            return output;
        }
    }
}
