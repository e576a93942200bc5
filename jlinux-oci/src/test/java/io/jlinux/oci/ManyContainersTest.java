package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many containers alive at once in one JVM: none is lost, and none costs much. */
@NoLeaks
@Timeout(900)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ManyContainersTest {
    /** 500 with {@code -Djlinux.many=500}. */
    private static final int COUNT = Integer.getInteger("jlinux.many", 24);

    private static final long MOST_HEAP = 200 << 10;

    @TempDir
    Path dir;

    @Test
    void allOfThemLive() throws Exception {
        BusyboxBundle.create(dir);
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        OciConfig config = BusyboxBundle.script("true").withArgs("/bin/sleep", "100000");
        OciBundle bundle = OciBundle.of(dir, config);
        // classes, buffers and pools are not a container's
        start(runtime, bundle, BusyboxBundle.id()).close();
        List<OciContainer> alive = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            long before = heap();
            List<Callable<OciContainer>> starts = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                String id = BusyboxBundle.id();
                starts.add(() -> start(runtime, bundle, id));
            }
            for (Future<OciContainer> started : threads.invokeAll(starts)) alive.add(started.get());
            long each = (heap() - before) / COUNT;

            assertThat(runtime.list())
                    .hasSize(COUNT)
                    .extracting(OciState::status)
                    .containsOnly(OciStatus.RUNNING);
            assertThat(alive).allMatch(c -> c.process().isAlive());
            assertThat(each).as("bytes of heap for each").isLessThan(MOST_HEAP);
        } finally {
            List<Callable<Void>> ends = new ArrayList<>();
            for (OciContainer container : alive) {
                ends.add(() -> {
                    container.close();
                    return null;
                });
            }
            for (Future<Void> end : threads.invokeAll(ends)) end.get();
            threads.shutdown();
        }
        assertThat(runtime.list()).isEmpty();
    }

    private static OciContainer start(OciRuntime runtime, OciBundle bundle, String id) throws Exception {
        return runtime.start(id, bundle, ContainerOptions.of(ContainerIo.none()));
    }

    private static long heap() {
        Runtime jvm = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, jvm.totalMemory() - jvm.freeMemory());
        }
        return least;
    }
}
