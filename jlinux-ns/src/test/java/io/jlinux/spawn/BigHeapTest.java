package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.testkit.NoLeaks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A start copies no page table: it takes as long from a heap of several GB as from a small one, where fork(2) takes 40 ms for each
 * GB. Smaller where the machine has not that much.
 */
@Tag("heavy")
@NoLeaks
@Timeout(200)
class BigHeapTest {
    private static int mib() throws Exception {
        long available = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(l -> l.startsWith("MemAvailable:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024)
                .sum();
        return (int) Math.min(3072, available / 8);
    }

    @Test
    void takesNoLonger() throws Exception {
        int mib = mib();
        assumeTrue(mib >= 512, "the machine has too little memory for the difference to show");
        String heap = (mib + mib / 2 + 64) + "m";
        try (ChildJvm jvm = ChildJvm.start(List.of("-Xmx" + heap, "-Xmn16m"), BigHeapMain.class, "" + mib)) {
            String[] said = jvm.line().split(" ");
            long resident = Long.parseLong(said[0]);
            long small = Long.parseLong(said[1]);
            long big = Long.parseLong(said[2]);
            assertThat(resident).as("MiB that are really there").isGreaterThan(mib);
            // the machine is busy with other things, too; copied page tables of 3 GB would be 100 times as much
            assertThat(big).as("µs, and %d with a small heap", small).isLessThan(small * 8 + 5000);
            jvm.assertEndsWell();
        }
    }
}
