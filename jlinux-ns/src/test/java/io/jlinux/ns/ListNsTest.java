package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** As nstree.c answers: the ids above the last one, ascending, as many as there is room for. */
    private static ListNs.Call kernel(long count, List<Long> asked) {
        return (last, page, size) -> {
            asked.add(last);
            int n = 0;
            for (long id = last + 1; id <= count && n < size; id++) page.putLong(8 * n++, id);
            return n;
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 4, 5, 8, 9, 1000})
    void aListOfManyPagesIsReadToItsEnd(long count) {
        List<Long> asked = new ArrayList<>();
        assertThat(ListNs.ids(4, kernel(count, asked)))
                .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
        // a page that is not full is the last one
        assertThat(asked)
                .isEqualTo(LongStream.rangeClosed(0, count / 4)
                        .mapToObj(i -> 4 * i)
                        .toList());
    }

    @Test
    void anErrorBehindTheFirstPageEndsTheList() {
        ListNs.Call first = kernel(100, new ArrayList<>());
        assertThat(ListNs.ids(4, (last, page, size) -> last == 0 ? first.list(last, page, size) : -1))
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    @Requires({Requirement.LISTNS, Requirement.ROOT})
    void theKernelsListIsTheSameInSmallPages() throws Exception {
        try (NamespaceHandle one = Namespace.UTS.create();
                NamespaceHandle two = Namespace.IPC.create()) {
            List<Long> small = ListNs.ids(2, ListNs::list);
            assertThat(small)
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .contains(one.uniqueId().orElseThrow(), two.uniqueId().orElseThrow());
        }
    }

    @Test
    void whereThereIsNoSuchCallTheListIsEmpty() {
        assertThat(ListNs.ids().isEmpty()).isEqualTo(!ListNs.isAvailable());
    }
}
