package io.jlinux.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the values become, and what they refuse. No kernel. */
@Tag("pure")
class SchedulingValuesTest {
    @Test
    void aCpuListIsReadAndWrittenAsTheKernelDoes() {
        assertThat(CpuSet.parse("0-3,7,9-10").cpus()).containsExactly(0, 1, 2, 3, 7, 9, 10);
        assertThat(CpuSet.parse(" 5, 1 - 2 ".replace(" - ", "-")).toString()).isEqualTo("1-2,5");
        assertThat(CpuSet.of(64, 0).mask()).hasSize(16).startsWith(1, 0).endsWith(1, 0, 0, 0, 0, 0, 0, 0);
        assertThat(CpuSet.all().toString()).isEqualTo("all");
        for (String bad : new String[] {"", "a", "1-", "-1", "3-1", "1-2-3", "1,,2", "70000"}) {
            assertThatThrownBy(() -> CpuSet.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void schedulerAttributesAreTheKernelsStructure() {
        Scheduler s = Scheduler.deadline(Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10))
                .with(Scheduler.Flag.RECLAIM, Scheduler.Flag.RESET_ON_FORK);
        ByteBuffer b = ByteBuffer.wrap(s.attributes(7)).order(ByteOrder.nativeOrder());
        assertThat(b.getInt(0)).isEqualTo(48);
        assertThat(b.getInt(4)).isEqualTo(6);
        assertThat(b.getLong(8)).isEqualTo(3);
        assertThat(b.getLong(24)).isEqualTo(2_000_000);
        assertThat(b.getLong(32)).isEqualTo(5_000_000);
        assertThat(b.getLong(40)).isEqualTo(10_000_000);
        ByteBuffer clamped = ByteBuffer.wrap(
                        Scheduler.other().utilization(100, 900).attributes(7))
                .order(ByteOrder.nativeOrder());
        assertThat(clamped.getInt(0)).isEqualTo(56);
        assertThat(clamped.getLong(8)).isEqualTo(0x60);
        assertThat(clamped.getInt(16)).as("an unset nice stays what it is").isEqualTo(7);
        assertThat(clamped.getInt(48)).isEqualTo(100);
        assertThat(clamped.getInt(52)).isEqualTo(900);
    }

    @Test
    void whatContradictsItselfIsRefused() {
        refused("has no nice", () -> Scheduler.fifo(1).nice(3));
        refused("priority from 1", () -> Scheduler.fifo(0));
        refused("not a priority", () -> Scheduler.roundRobin(100));
        refused("longer than", () -> Scheduler.deadline(Duration.ofMillis(3), Duration.ofMillis(2), Duration.ZERO));
        refused(
                "has no priority",
                () -> new Scheduler(
                        Scheduler.Policy.BATCH,
                        OptionalInt.empty(),
                        1,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Set.of(),
                        OptionalInt.empty(),
                        OptionalInt.empty()));
        refused("utilization", () -> Scheduler.other().utilization(500, 400));
        refused("no levels", () -> new IoPriority(IoPriority.IoClass.IDLE, 3));
        refused("from 0 to 7", () -> IoPriority.bestEffort(8));
        refused("takes no nodes", () -> MemoryPolicy.of(MemoryPolicy.Mode.LOCAL, "0"));
        refused("of no node", () -> MemoryPolicy.of(MemoryPolicy.Mode.BIND, ""));
        refused("no processor", () -> new CpuSet(new TreeSet<>()));
    }

    @Test
    void numbersOfPrioritiesAndPolicies() {
        assertThat(IoPriority.realtime(3).value()).isEqualTo(1 << 13 | 3);
        assertThat(IoPriority.idle().value()).isEqualTo(3 << 13);
        assertThat(MemoryPolicy.of(MemoryPolicy.Mode.BIND, "0-1", MemoryPolicy.Flag.STATIC_NODES)
                        .kernelMode())
                .isEqualTo(2 | 1 << 15);
        assertThat(MemoryPolicy.of(MemoryPolicy.Mode.BIND, "0-1", MemoryPolicy.Flag.STATIC_NODES))
                .hasToString("MPOL_BIND|MPOL_F_STATIC_NODES 0-1");
    }

    private static void refused(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
