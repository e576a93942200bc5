package io.jlinux.testkit;

import static io.jlinux.testkit.Requirement.CGROUP2;
import static io.jlinux.testkit.Requirement.NOT_ROOT;
import static io.jlinux.testkit.Requirement.ROOT;
import static io.jlinux.testkit.Requirement.UNSHARE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RequiresTest {
    @Test
    void promisesAreNamesWithCommas() {
        assertThat(Promises.parse(" ROOT, UNSHARE ,")).containsExactlyInAnyOrder(ROOT, UNSHARE);
        assertThat(Promises.parse("ALL_CGROUP2"))
                .contains(CGROUP2, Requirement.CGROUP_WRITABLE)
                .doesNotContain(ROOT);
        assertThatThrownBy(() -> Promises.parse("CGROUP3")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsMissingSkipsWithTheReason() {
        Requirement other = ROOT.isMet() ? NOT_ROOT : ROOT;
        var result = RequiresCondition.evaluate(UNSHARE, other);
        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).get().asString().contains(other + ": runs as");
    }

    @Test
    @Requires(UNSHARE)
    void whatIsThereRuns() {
        assertThat(RequiresCondition.evaluate(UNSHARE).isDisabled()).isFalse();
    }

    @Test
    void whatIsPromisedAndMissingFails() {
        Requirement other = ROOT.isMet() ? NOT_ROOT : ROOT;
        String before = System.setProperty("jlinux.promises", other.name());
        try {
            assertThatThrownBy(() -> RequiresCondition.evaluate(other))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("promises " + other);
        } finally {
            if (before == null) System.clearProperty("jlinux.promises");
            else System.setProperty("jlinux.promises", before);
        }
    }
}
