package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The kernel's own list against what /proc shows. */
@NoLeaks
class ListNsTest {
    @Test
    @Requires({Requirement.LISTNS, Requirement.ROOT})
    void theKernelListsAllThatProcShowsAndMore() throws Exception {
        assertThat(ListNs.isAvailable()).isTrue();
        try (NamespaceHandle kept = Namespace.UTS.create()) {
            NamespaceTable proc = NamespaceTable.read(false, false);
            Set<Long> listed = ListNs.ids().stream().collect(Collectors.toSet());
            NamespaceTable again = NamespaceTable.read(false, false);
            for (NamespaceInfo i : proc.all()) {
                // there before and after
                if (!again.all().contains(i)) continue;
                assertThat(listed).as(i.toString()).contains(i.uniqueId().orElseThrow());
            }
            assertThat(proc.find(kept)).as("no process is in it").isEmpty();
            assertThat(NamespaceTable.read().find(kept)).isPresent();
        }
    }

    @Test
    void whereThereIsNoSuchCallTheListIsEmpty() {
        assertThat(ListNs.ids().isEmpty()).isEqualTo(!ListNs.isAvailable());
    }
}
