package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All of the processes are reached, or it is an error. */
@Tag("pure")
class ContainerProcessesTest {
    private final List<Long> reached = new ArrayList<>();

    @Test
    void thoseThatBeginMeanwhileAreReachedOnce() throws Exception {
        // 0 is a process that this pid namespace does not see
        Iterator<List<Long>> listings = List.of(List.of(5L, 0L), List.of(5L, 6L), List.of(0L, 6L, 7L), List.of(7L))
                .iterator();
        ContainerProcesses.reachAll("box", listings::next, reached::add);

        assertThat(reached).containsExactly(5L, 6L, 7L);
    }

    @Test
    void whoForksFasterThanItIsSignalledIsAnError() {
        AtomicLong last = new AtomicLong();
        assertThatThrownBy(
                        () -> ContainerProcesses.reachAll("box", () -> List.of(last.incrementAndGet()), reached::add))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("signal all processes of box: EAGAIN")
                .hasMessageContaining("KILL");
        assertThat(reached).hasSize(10);
    }
}
