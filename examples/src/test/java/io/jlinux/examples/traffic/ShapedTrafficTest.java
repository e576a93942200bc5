package io.jlinux.examples.traffic;

import static io.jlinux.examples.Example.linesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.examples.Example;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the program measures is what it asked for, as far as a busy machine lets that be said. */
@NoLeaks
@Timeout(240)
class ShapedTrafficTest {
    private static final Pattern LINE = Pattern.compile(".*: ping ([0-9.]+) ms, transfer ([0-9.]+) Mbit/s");

    private static double[] measured(String line) {
        Matcher m = LINE.matcher(line);
        assertThat(m.matches()).as(line).isTrue();
        return new double[] {Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2))};
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.TC_TBF, Requirement.TC_U32, Requirement.TC_MIRRED, Requirement.LINK_IFB})
    void theRateAndTheDelayAreThoseThatWereAskedFor() throws Exception {
        List<String> lines = linesOf(ShapedTraffic::main);
        boolean delayed = Requirement.TC_NETEM.isMet();
        assertThat(lines).hasSize(delayed ? 3 : 4);
        String shaped = lines.get(lines.size() - 2);
        assertThat(shaped).startsWith(delayed ? "10 Mbit/s and 50 ms each way: " : "10 Mbit/s: ");
        assertThat(measured(lines.get(0))[1]).isGreaterThan(measured(shaped)[1]);
        assertThat(measured(shaped)[1]).isBetween(0.3, 10.5);
        if (delayed) assertThat(measured(shaped)[0]).isGreaterThan(99);
        else assertThat(lines.get(1)).startsWith("no delay: add qdisc netem").contains("modprobe sch_netem");
        assertThat(measured(lines.get(lines.size() - 1))[1]).isGreaterThan(measured(shaped)[1]);
    }

    @Test
    void theProgramIsReadInOneGo() throws Exception {
        Example.assertReadInOneGo(getClass(), "ShapedTraffic");
    }
}
