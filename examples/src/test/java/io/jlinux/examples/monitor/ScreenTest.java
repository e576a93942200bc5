package io.jlinux.examples.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From what was measured to what is seen; without a kernel and without a terminal. */
class ScreenTest {
    private static final Frame FRAME =
            new Frame(java.time.LocalTime.of(12, 0, 5), 0, Frames.run(1).get(0).groups());

    private static List<String> text(List<AttributedString> lines) {
        return lines.stream().map(AttributedString::toString).toList();
    }

    private static List<String> names(View view) {
        return view.rows().stream().map(Usage::path).toList();
    }

    @ParameterizedTest
    @CsvSource({"200,50", "120,30", "100,24", "80,24", "80,10", "60,7", "40,5", "20,3", "5,1", "1,1", "120,0"})
    void nothingIsLargerThanTheTerminal(int width, int height) {
        View view = new View(Frames.MACHINE, Frames.run(70), Sort.CPU, true, false, 0, 1);
        List<AttributedString> lines = Screen.lines(view, width, height);
        assertThat(lines).hasSizeLessThanOrEqualTo(height).allMatch(l -> l.columnLength() <= width);
        if (height >= 10) assertThat(lines).hasSize(height);
    }

    @Test
    void aRowSaysWhatItsCgroupUses() {
        List<String> lines = text(Screen.table(Frames.view(Sort.NAME, false, FRAME), 140));
        assertThat(lines.get(0)).contains("CGROUP", "CPU%", "MEMORY", "TASKS", "READ/s", "WRITE/s", "WAIT%");
        String a = lines.get(2);
        assertThat(a).startsWith(" a ").contains("50", "500M/512M", "12", "1.0K", "2.0M", "5.0", "2.5");
        assertThat(a).contains("███████▉"); // 500 of 512
        assertThat(lines.get(5)).startsWith(" c ").contains("–").doesNotContain("NaN");
    }

    @Test
    void theWholeIsSummedUpAbove() {
        List<String> lines = text(Screen.lines(Frames.view(Sort.CPU, true, FRAME), 120, 20));
        assertThat(lines.get(0)).contains("/jobs", "v2, 4 processors, 8.0G", "12:00:05", "1 s");
        assertThat(lines.get(1)).contains("cpu", "1.00 of 4").contains("██████··················");
        assertThat(lines.get(2)).contains("700M of 8.0G");
        assertThat(lines.get(3)).contains("cpu 50%", "memory 25%", "io 0%");
        assertThat(lines.get(19)).contains("q quit", "sort: cpu");
    }

    @Test
    void childrenStandBelowTheirParentsOrAllInOneOrder() {
        Frame f = Frames.run(30).get(29); // b has most of the processors by then
        assertThat(names(Frames.view(Sort.CPU, true, f))).containsExactly("", "b", "a", "a/inner", "c");
        assertThat(names(Frames.view(Sort.NAME, true, f))).containsExactly("", "a", "a/inner", "b", "c");
        assertThat(names(Frames.view(Sort.MEMORY, false, f))).containsExactly("", "a", "a/inner", "b", "c");
        assertThat(names(Frames.view(Sort.PRESSURE, false, f))).containsExactly("b", "", "a", "a/inner", "c");
        assertThat(text(Screen.table(Frames.view(Sort.CPU, true, f), 120)).get(4))
                .startsWith("   └ inner");
        assertThat(text(Screen.table(Frames.view(Sort.NAME, false, f), 120)).get(3))
                .startsWith(" a/inner ");
    }

    @Test
    void whatDoesNotFitCanBeScrolledTo() {
        View view = new View(Frames.MACHINE, List.of(FRAME), Sort.NAME, false, true, 3, 1);
        List<String> lines = text(Screen.lines(view, 120, 9));
        assertThat(lines.get(6)).startsWith(" b ");
        assertThat(lines.get(7)).startsWith(" c ");
        assertThat(lines.get(8)).contains("4–5 of 5");
        assertThat(lines.get(0)).contains("paused");
    }

    @Test
    void pressureHasAHistory() {
        View view = new View(Frames.MACHINE, Frames.run(4), Sort.NAME, false, false, 0, 1);
        String b = text(Screen.table(view, 140)).get(4);
        assertThat(b).startsWith(" b ").endsWith("████"); // 90 % in all four
    }
}
