package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.jlinux.sys.Errno;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes each entry of a start fail once: the exception names the entry, and the machine looks as before.
 *
 * @param lines what the start explains of itself
 */
record FaultSweep(List<String> lines) {
    private static final Pattern SKIP = Pattern.compile("(done: |, )skip (\\d+)");

    /** A start in which one entry is broken, or none with -1, to its end. */
    @FunctionalInterface
    interface Broken {
        Run run(int step) throws Exception;
    }

    /** What more is looked at after each start; {@code line} is the entry that was broken. */
    @FunctionalInterface
    interface After {
        void look(String line) throws Exception;
    }

    static FaultSweep of(Spawn spawn) throws IOException {
        return new FaultSweep(spawn.explain());
    }

    /** Breaks each entry, or each {@code stride}th. */
    void run(int stride, Broken start, After after) throws Exception {
        Run good = start.run(-1);
        assertThat(good.code()).as("an unbroken run: %s", good).isZero();
        Set<Integer> passedOver = passedOver(lines);
        Footprint before = Footprint.now();
        for (int i = 0; i < lines.size() - 1; i += stride) {
            String line = lines.get(i + 1);
            if (begins(start, i, line)) {
                assertThat(passedOver)
                        .as("a broken step that does not matter: " + line)
                        .contains(i);
            }
            before.assertUnchanged(line);
            after.look(line);
        }
        assertThat(start.run(-1).code()).isZero();
    }

    /** Whether the program ran all the same. */
    private static boolean begins(Broken start, int step, String line) throws Exception {
        try {
            assertThat(start.run(step).code()).as(line).isZero();
            return true;
        } catch (SpawnException e) {
            assertThat(line).startsWith(String.format("%3d  ", step));
            assertThat(e.step()).as("%s: %s", line, e.getMessage()).isEqualTo(step);
            assertThat(e.errno()).as(line).isEqualTo(Errno.ENOSYS);
            assertThat(e.operation()).as(line).isNotEmpty();
            assertThat(e.getMessage())
                    .startsWith((e.operation() + " " + e.target()).strip() + ": ENOSYS (Function not implemented)");
            return false;
        } catch (IOException e) {
            return fail("not an error of the step " + line, e);
        }
    }

    /** The entries that a good run may pass over. */
    static Set<Integer> passedOver(List<String> lines) {
        Set<Integer> set = new TreeSet<>();
        for (int i = 0; i < lines.size() - 1; i++) {
            Matcher skip = SKIP.matcher(lines.get(i + 1));
            while (skip.find()) {
                for (int s = 1; s <= Integer.parseInt(skip.group(2)); s++) set.add(i + s);
            }
        }
        // the candidates of PATH after the one that exists
        for (int i = lines.size() - 2; i >= 0 && lines.get(i + 1).contains("execve("); i--) set.add(i);
        return set;
    }
}
