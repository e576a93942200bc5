package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A child that has no memory to begin with, while it still shares this JVM's: the kernel must not take the JVM as the
 * victim. That this test comes to its end is the assertion.
 */
@NoLeaks
@Timeout(60)
@Requires(Requirement.ROOT)
class OutOfMemoryTest {
    @Test
    void aDirectChild() throws Exception {
        startsIn(Spawn.command("/bin/true"));
    }

    @Test
    void aChildInAnImage() throws Exception {
        startsIn(Spawn.command("/bin/true").user(1000, 1000));
    }

    private static void startsIn(Spawn spawn) throws Exception {
        Assumptions.assumeTrue(
                Requirement.CGROUP2_MEMORY.isMet() || Requirement.CGROUP1_MEMORY.isMet(), "no memory controller");
        for (int pages : new int[] {1, 4, 16, 40}) {
            try (TestCgroup cgroup = TestCgroup.create("memory")) {
                String limit = Integer.toString(pages * 4096);
                cgroup.set(cgroup.v2() ? "memory.max" : "memory.limit_in_bytes", limit);
                if (cgroup.v2() && Files.exists(cgroup.path().resolve("memory.swap.max"))) {
                    cgroup.set("memory.swap.max", "0");
                }
                for (int i = 0; i < 5; i++) {
                    String end = end(spawn.with(cgroup.placement()));
                    assertThat(end)
                            .as(pages + " pages")
                            .matches("killed by SIG(KILL|SEGV|BUS).*|.*ENOMEM.*|.*EFAULT.*"
                                    + "|.*E2BIG.*|.*out of memory.*|exit (0|127)");
                    assertThat(cgroup.processes()).isEmpty();
                }
            }
        }
    }

    private static String end(Spawn spawn) throws Exception {
        try {
            return Run.of(spawn).status().toString();
        } catch (SpawnException e) {
            return e.toString();
        }
    }
}
