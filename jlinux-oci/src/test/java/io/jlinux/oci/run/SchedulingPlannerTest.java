package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciScheduler;
import io.jlinux.oci.spec.OciScheduler.Flag;
import io.jlinux.oci.spec.OciScheduler.Policy;
import io.jlinux.sched.Scheduler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulingPlannerTest {
    private static final OptionalLong NONE = OptionalLong.empty();

    private static OciScheduler asked(Policy policy, List<Flag> flags) {
        boolean realtime = policy == Policy.FIFO || policy == Policy.RR;
        OptionalInt priority = realtime ? OptionalInt.of(1) : OptionalInt.empty();
        OptionalLong time = policy == Policy.DEADLINE ? OptionalLong.of(1_000_000) : NONE;
        return new OciScheduler(policy, OptionalInt.empty(), priority, flags, time, time, time);
    }

    @ParameterizedTest
    @EnumSource
    void eachFlagIsTheKernels(Flag flag) {
        Scheduler scheduler = SchedulingPlanner.scheduler(asked(Policy.OTHER, List.of(flag)));
        long bits = ByteBuffer.wrap(scheduler.attributes(0))
                .order(ByteOrder.nativeOrder())
                .getLong(8);
        assertThat(bits).isEqualTo(1L << flag.ordinal());
    }

    @ParameterizedTest
    @EnumSource
    void eachPolicyIsTheKernels(Policy policy) {
        Scheduler scheduler = SchedulingPlanner.scheduler(asked(policy, List.of()));
        int number = ByteBuffer.wrap(scheduler.attributes(0))
                .order(ByteOrder.nativeOrder())
                .getInt(4);
        assertThat(number).isEqualTo(policy.ordinal());
    }

    /** The spec has the flags and no values: then the whole range, which clamps nothing; the least as the most would be a clamp to it. */
    @Test
    void utilizationIsNotClampedWithoutAValue() {
        Scheduler scheduler =
                SchedulingPlanner.scheduler(asked(Policy.OTHER, List.of(Flag.UTIL_CLAMP_MIN, Flag.UTIL_CLAMP_MAX)));
        ByteBuffer attributes = ByteBuffer.wrap(scheduler.attributes(0)).order(ByteOrder.nativeOrder());
        assertThat(attributes.getInt(0)).isEqualTo(56);
        assertThat(attributes.getInt(48)).isZero();
        assertThat(attributes.getInt(52)).isEqualTo(1024);
    }

    @Test
    void timesThatDoNotFitAreAnErrorOfTheConfig() {
        OciScheduler late = new OciScheduler(
                Policy.DEADLINE,
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(),
                OptionalLong.of(3),
                OptionalLong.of(2),
                OptionalLong.of(2));
        assertThatExceptionOfType(OciConfigException.class)
                .isThrownBy(() -> SchedulingPlanner.scheduler(late))
                .withMessageStartingWith("/process/scheduler: ");
    }
}
